"""`dout check`: its arguments and its exit status."""

import click


@click.command()
def check() -> None:
    """Grade files."""
