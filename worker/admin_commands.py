"""`dout admin`: its arguments and what it prints. Links and tokens are printed once and kept by nobody."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from submissions.models import TIME_ZONE, Role
from submissions.settings import Settings

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

PEOPLE = (Role.STUDENT, Role.TUTOR, Role.OWNER)
role_option = click.option(
    "--role",
    type=click.Choice([role.value for role in PEOPLE]),
    default=Role.STUDENT.value,
    show_default=True,
    help="What they will be.",
)
name_option = click.option("--name", help="The name of who is new; the address's beginning otherwise.")


@contextmanager
def _writing() -> Iterator[Session]:
    from worker.admin import AdminError
    from worker.record import opened

    with opened(AdminError) as database, database.write() as session:
        yield session


@click.group()
def admin() -> None:
    """Make administrators, courses, members, links and tokens."""


@admin.command("create-admin")
@click.option("--email", required=True, help="The address with which they sign in.")
@name_option
def create_admin(email: str, name: str | None) -> None:
    """Make an administrator. The link that is printed sets the password; it is good for a day."""
    from worker import admin as actions

    with _writing() as session:
        link = actions.admin(session, Settings.from_environment(), email, name)
    click.echo(link)


@admin.group()
def course() -> None:
    """Make courses, and look at their join codes."""


@course.command()
@click.argument("slug")
@click.option("--title", required=True, help="What people read.")
@click.option("--time-zone", default=TIME_ZONE, show_default=True, help="In which dates are shown.")
def create(slug: str, title: str, time_zone: str) -> None:
    """Make a course. SLUG is its short name, such as deep-learning. Prints the link to join it."""
    from worker import admin as actions

    with _writing() as session:
        made = actions.course(session, slug, title, time_zone)
    _print_code(made.join_code)


@course.command("join-code")
@click.argument("slug")
@click.option("--new", is_flag=True, help="Draw a new one; the old one is void.")
@click.option("--none", is_flag=True, help="Take it away: nobody joins by a code then.")
def join_code(slug: str, new: bool, none: bool) -> None:
    """Print a course's join code with its link."""
    from worker import admin as actions

    if new and none:
        raise click.UsageError("Take one of --new and --none.")
    with _writing() as session:
        code = actions.join_code(session, slug, new=new, none=none)
    _print_code(code)


@admin.group()
def member() -> None:
    """Say who is what in a course."""


@member.command("add")
@click.argument("slug", metavar="COURSE")
@click.argument("email")
@role_option
@name_option
def add_member(slug: str, email: str, role: str, name: str | None) -> None:
    """Make somebody a member, or change what they are. For who is new a link to set a password is printed."""
    from worker import admin as actions

    with _writing() as session:
        link = actions.member(session, Settings.from_environment(), slug, email, Role(role), name)
    click.echo(link or f"{email} is {role} of {slug}.")


@admin.command()
@click.argument("slug", metavar="COURSE")
@role_option
@click.option("--email", help="For who has, or takes, this address only.")
@click.option(
    "--days", type=click.IntRange(1, 365), default=14, show_default=True, help="How long it is good."
)
def invite(slug: str, role: str, email: str | None, days: int) -> None:
    """Print a link that makes one person a member, once."""
    from worker import admin as actions

    with _writing() as session:
        link = actions.invitation(session, Settings.from_environment(), slug, Role(role), email, days)
    click.echo(link)


@admin.command("reset-password")
@click.argument("email")
def reset_password(email: str) -> None:
    """Print a link with which somebody sets a new password. It is good for a day, and works once."""
    from worker import admin as actions

    with _writing() as session:
        link = actions.reset_link(session, Settings.from_environment(), email)
    click.echo(link)


@admin.group()
def token() -> None:
    """Make tokens for programs."""


@token.command("create")
@click.argument("slug", metavar="COURSE")
@click.option("--label", required=True, help="What it is for, such as Moodle.")
@click.option(
    "--scope",
    "words",
    multiple=True,
    required=True,
    help="What it may do: read, submit, grade, manage, or all.",
)
@click.option("--expires", type=click.IntRange(1, 3650), metavar="DAYS", help="Never, if it is not given.")
def create_token(slug: str, label: str, words: tuple[str, ...], expires: int | None) -> None:
    """Print a new token of a course. It cannot be shown again."""
    from worker import admin as actions

    with _writing() as session:
        made = actions.token(session, slug, label, words, expires)
    click.echo(made)


@admin.group()
def assignment() -> None:
    """Put assignments into courses."""


@assignment.command("add")
@click.argument("slug", metavar="COURSE")
@click.argument("source", metavar="ID|FILE.toml")
def add_assignment(slug: str, source: str) -> None:
    """Put an assignment into a course: one that comes with Dout, by its id, or a file."""
    from worker import admin as actions

    with _writing() as session:
        made = actions.assignment(session, slug, source)
    click.echo(f"{Settings.from_environment().url()}/assignments/{made.id}")


def _print_code(code: str | None) -> None:
    if code is None:
        click.echo("Nobody joins this course by a code.")
    else:
        click.echo(f"{code}  {Settings.from_environment().url()}/join/{code}")
