"""`dout retention` and `dout person`: their arguments and what they print."""

from __future__ import annotations

import json
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from submissions.database import Database


def _record() -> AbstractContextManager[Database]:
    from worker.record import opened
    from worker.retention import NoSuchPersonError

    return opened(NoSuchPersonError)


@click.command()
@click.option(
    "--days", type=click.IntRange(min=0), required=True, help="Uploads older than this are emptied."
)
@click.option("--dry-run", is_flag=True, help="Only say how many it would be.")
def retention(days: int, dry_run: bool) -> None:
    """Empty old uploads and answers. Who handed in when, and the verdicts, stay."""
    from worker.retention import count_old, empty_old

    with _record() as database:
        if dry_run:
            click.echo(f"{count_old(database, days)} submissions would be emptied.")
        else:
            click.echo(f"{empty_old(database, days)} submissions were emptied.")


@click.group()
def person() -> None:
    """Give out or delete what is kept of one person."""


@person.command()
@click.argument("person_id", metavar="ID")
def export(person_id: str) -> None:
    """Print all that is kept of a person, as JSON."""
    from worker.retention import export as run

    with _record() as database:
        click.echo(json.dumps(run(database, person_id), indent=2, ensure_ascii=False))


@person.command()
@click.argument("person_id", metavar="ID")
@click.option("--yes", is_flag=True, help="Do not ask.")
def delete(person_id: str, yes: bool) -> None:
    """Delete a person with all submissions and verdicts. Backups keep them until they are deleted, too."""
    from worker.retention import forget

    if not yes:
        click.confirm(f"Delete {person_id} with all submissions and verdicts?", abort=True)
    with _record() as database:
        click.echo(f"{forget(database, person_id)} is deleted.")
