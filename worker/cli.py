"""The `dout` command. Each sub-command imports what it needs when it runs, so that all start quickly."""

from __future__ import annotations

import os
import sys
from importlib.metadata import version

import click

from submissions.settings import Settings, SettingsError, table
from worker.admin_commands import admin
from worker.assignment.command import assignment
from worker.backup_commands import backup, restore
from worker.check.command import check
from worker.course_commands import course
from worker.login_commands import login, logout
from worker.lti_commands import lti
from worker.retention_commands import person, retention
from worker.submit_command import submit

UNUSABLE = 2


def _settings() -> Settings:
    """The settings of the environment, and the log as they say; what cannot be used ends the command with one
    line."""
    from submissions import logs

    try:
        settings = Settings.from_environment()
    except SettingsError as error:
        click.echo(f"dout: {error}", err=True)
        sys.exit(UNUSABLE)
    logs.configure(settings)
    return settings


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(version("dout"), prog_name="dout", message="%(prog)s %(version)s")
def main() -> None:
    """Dout grades backward passes: it says what is wrong with a gradient, and why.

    Settings come from the environment (DOUT_…); `dout settings` lists them.
    """


main.add_command(check)
main.add_command(assignment)
main.add_command(backup)
main.add_command(restore)
main.add_command(retention)
main.add_command(person)
main.add_command(admin)
main.add_command(login)
main.add_command(logout)
main.add_command(submit)
main.add_command(course)
main.add_command(lti)


@main.command()
@click.option("--demo", is_flag=True, help="Open the demo course, unless DOUT_DEMO or DOUT_HOST forbid it.")
def serve(demo: bool) -> None:
    """Start everything: broker, worker and web server, until Ctrl-C."""
    from worker.serve.service import serve as run

    sys.exit(run(_settings(), demo=demo))


@main.command()
def migrate() -> None:
    """Bring the database up to date. It may be run at any time, by several at once."""
    from submissions.database import Database, UnusableDatabaseError

    database = Database(_settings())
    try:
        database.migrate()
    except UnusableDatabaseError as error:
        click.echo(f"dout: {error}", err=True)
        sys.exit(1)
    finally:
        database.close()
    click.echo("The database is up to date.")


@main.command(hidden=True)
def prepare() -> None:
    """Bring the database up to date and seed the demo course."""
    from submissions.database import UnusableDatabaseError
    from worker.serve.prepare import prepare as run

    try:
        run(_settings())
    except UnusableDatabaseError as error:
        click.echo(f"dout: {error}", err=True)
        sys.exit(1)


@main.command()
@click.option("--ready-fd", type=int, hidden=True)
def worker(ready_fd: int | None) -> None:
    """Grade what is in the queue (DOUT_WORKERS processes)."""
    from worker.serve import celery_process, roles

    celery_process.run(roles.worker(_settings()), ready_fd)


@main.command()
def beat() -> None:
    """Send the sweep at its times, for any number of workers. Run it once."""
    from worker.serve import celery_process, roles

    celery_process.run(roles.beat(_settings()))


@main.command()
def courier() -> None:
    """Send webhooks, where DOUT_WEBHOOKS_BY_WORKER=0 leaves them to this process. Run one or more."""
    from worker.courier_command import run

    run(_settings())


@main.command()
@click.option("--fd", type=int, hidden=True)
def web(fd: int | None) -> None:
    """Serve the pages and the API (DOUT_HOST, DOUT_PORT)."""
    from worker.serve import roles

    command = roles.web(_settings(), fd)
    os.execv(command[0], command)  # noqa: S606 - the command is ours


@main.command()
@click.option("--markdown", is_flag=True, hidden=True)
def settings(markdown: bool) -> None:
    """List every setting with its default."""
    if markdown:
        from worker.settings_page import page

        click.echo(page(), nl=False)
        return
    rows = table()
    width = max(len(name) for name, _, _ in rows)
    for name, default, about in rows:
        click.echo(f"{name:<{width}}  {about}{f' [{default}]' if default else ''}")


@main.command()
def doctor() -> None:
    """Look at this machine: Python, sandbox, database, broker. Fails if something required is missing."""
    from worker.doctor import examine

    sys.exit(examine(_settings()))


if __name__ == "__main__":
    main()
