"""The record for a command: opened by the settings, closed at the end; what goes wrong is one line."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from submissions.settings import Settings, SettingsError

if TYPE_CHECKING:
    from submissions.database import Database

UNUSABLE, OURS = 2, 1


@contextmanager
def opened(*told: type[Exception]) -> Iterator[Database]:
    """The record of the environment's settings.

    Args:
        told: kinds of ValueError or LookupError whose message is for the person at the terminal.
    """
    from sqlalchemy.exc import SQLAlchemyError

    from submissions import logs
    from submissions.database import Database

    try:
        settings = Settings.from_environment()
        logs.configure(settings)
        database = Database(settings)
        try:
            yield database
        finally:
            database.close()
    except (SettingsError, ValueError, LookupError) as error:
        if not isinstance(error, (SettingsError, *told)):
            raise
        click.echo(f"dout: {error}", err=True)
        sys.exit(UNUSABLE)
    except SQLAlchemyError as error:
        words = str(getattr(error, "orig", error)).splitlines()[0]
        click.echo(f"dout: the database does not do it: {words}. Try `dout doctor`.", err=True)
        sys.exit(OURS)
