"""`dout course export` and `dout course import`: a whole course in one file."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from submissions.settings import Settings, SettingsError

if TYPE_CHECKING:
    from submissions.database import Database


@contextmanager
def _record() -> Iterator[Database]:
    """The record of the settings; what goes wrong ends the command with one line."""
    from sqlalchemy.exc import SQLAlchemyError

    from submissions.database import Database
    from submissions.exchange.archive import ArchiveError

    try:
        database = Database(Settings.from_environment())
        try:
            yield database
        finally:
            database.close()
    except (SettingsError, ArchiveError, OSError) as error:
        click.echo(f"dout: {error}", err=True)
        sys.exit(2)
    except SQLAlchemyError as error:
        words = str(getattr(error, "orig", error)).splitlines()[0]
        click.echo(f"dout: the database does not do it: {words}. Try `dout doctor`.", err=True)
        sys.exit(1)


@click.group()
def course() -> None:
    """Take a whole course out into a file, or bring one in."""


@course.command(name="export")
@click.argument("slug")
@click.argument("target", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False))
def export_course(slug: str, target: Path) -> None:
    """Write people, assignments, uploads and verdicts of a course to FILE (a zip, readable by you only)."""
    with _record() as database:
        export(database, slug, target)
    click.echo(f"{target} holds the course {slug}, with names, addresses and uploads: keep it safe.")


@course.command(name="import")
@click.argument("source", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option("--slug", help="Another short name for the course than that in the file.")
def import_course(source: Path, slug: str | None) -> None:
    """Make the course that `dout course export` wrote to FILE, with new ids: all of it, or nothing."""
    with _record() as database:
        made = bring_in(database, source, slug)
    click.echo(f"The course {made} is there.")


def export(database: Database, slug: str, target: Path) -> None:
    """Write the course to `target`, as it is at one moment.

    Raises:
        ArchiveError: there is no such course, or there is such a file. Nothing is written then.
    """
    from sqlalchemy import select

    from submissions.exchange.archive import ArchiveError
    from submissions.models import Course
    from submissions.store import course_export

    if target.exists():
        raise ArchiveError(f"{target} exists already: name a new file.")
    with course_export.one_moment(database) as session:
        found = session.scalar(select(Course).where(Course.slug == slug))
        if found is None:
            slugs = session.scalars(select(Course.slug).order_by(Course.slug).limit(10)).all()
            raise ArchiveError(f"There is no course {slug!r}. There are: {', '.join(slugs) or 'none'}.")
        with tempfile.NamedTemporaryFile(
            prefix=".dout-course-", dir=target.absolute().parent, delete=False
        ) as draft:
            try:
                course_export.write(session, found, draft)
                draft.close()
                os.link(draft.name, target)  # fails if there is one by now
            finally:
                Path(draft.name).unlink()


def bring_in(database: Database, source: Path, slug: str | None = None) -> str:
    """Make the course in `source`; its slug.

    Raises:
        ArchiveError: the file cannot be used, or the slug is taken. Nothing was changed.
    """
    from submissions import audit
    from submissions.exchange.archive import Reader
    from submissions.store import course_import

    with Reader(source) as archive, database.write() as session:
        made = course_import.read(session, archive, slug)
        audit.record(session, None, "course.imported", made.id, made.id, slug=made.slug)
        return made.slug
