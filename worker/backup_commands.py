"""`dout backup` and `dout restore`: their arguments and what they print."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from submissions.settings import Settings, SettingsError


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
def backup(file: Path) -> None:
    """Write record and secret key to FILE, also while the service runs. Keep it as you keep a password."""
    from worker.backup import BackupError
    from worker.backup import backup as run

    try:
        run(Settings.from_environment(), file)
    except (BackupError, SettingsError) as error:
        _end(str(error))
    except OSError as error:
        _end(f"{file} cannot be written: {error.strerror or error}.")
    click.echo(f"The backup is in {file}.")


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--force", is_flag=True, help="Replace the record and the key that are there.")
def restore(file: Path, force: bool) -> None:
    """Put the backup FILE in the place of the record. Stop the service before."""
    from worker.backup import BackupError
    from worker.backup_restore import restore as run

    try:
        run(Settings.from_environment(), file, force=force)
    except (BackupError, SettingsError) as error:
        _end(str(error))
    click.echo("The record is restored. What waited when the backup was made is graded at the next start.")


def _end(message: str) -> None:
    click.echo(f"dout: {message}", err=True)
    sys.exit(1)
