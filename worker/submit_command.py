"""`dout submit`: hands a file in at the service of `dout login`, waits, and shows the report."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

if TYPE_CHECKING:
    from rich.console import Console

    from worker.service_client import Client

ALL_POINTS, SOME_LOST, USAGE, OURS, INTERRUPTED = 0, 1, 2, 3, 130
LOOK_SECONDS = 0.5
DONE = ("graded", "broken")


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--assignment", "name", metavar="ID", required=True, help="What it is for: its short name, or id."
)
@click.option("--course", metavar="COURSE", help="Needed where two of your courses have such an assignment.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
def submit(file: Path, name: str, course: str | None, as_json: bool) -> None:
    """Hand FILE in, and wait for the verdict. Begin with `dout login URL`.

    The exit status is 0 with all points, 1 if points were lost, 2 if it was not taken, 3 if the fault is
    the service's.
    """
    from rich.console import Console

    from worker.login import LoginError, kept
    from worker.service_client import Client, NoAnswerError, RefusedError

    sys.stdout.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    try:
        content = file.read_bytes()
        client = Client(kept())
        assignment = find(client.assignments(), name, course)
        handed = client.hand_in(assignment["id"], file.name, content)
        done = _wait(client, handed, Console(stderr=True))
    except OSError as error:
        _end(USAGE, f"{file} cannot be read: {error.strerror}.")
    except (LoginError, RefusedError, LookupError) as error:
        _end(USAGE, str(error.args[0]))
    except NoAnswerError as error:
        _end(OURS, str(error))
    except KeyboardInterrupt:
        click.echo("Stopped waiting. What was handed in is graded all the same.", err=True)
        sys.exit(INTERRUPTED)
    report = done["report"]
    if as_json:
        click.echo(json.dumps(report, indent=2))
    else:
        _show(file, report, f"{client.login.url}/submissions/{done['id']}")
    sys.exit(_status(report))


def find(assignments: list[dict[str, Any]], name: str, course: str | None) -> dict[str, Any]:
    """The assignment that is meant.

    Raises:
        LookupError: none is, or several are; the message lists them.
    """
    fits = [it for it in assignments if name in {it["slug"], it["id"]} and course in {None, it["course"]}]
    if len(fits) == 1:
        return fits[0]
    listed = ", ".join(f"{it['slug']} in {it['course']}" for it in (fits or assignments)) or "none yet"
    if fits:
        raise LookupError(f"Several courses have it, so add --course: {listed}.")
    raise LookupError(
        f"You have no assignment {name!r}{f' in {course}' if course else ''}. There are: {listed}."
    )


def _wait(client: Client, submission: dict[str, Any], console: Console) -> dict[str, Any]:
    """The submission once it has a verdict; until then a line says where it is, on a terminal."""
    with console.status("") as line:
        return follow(client, submission, line.update, time.sleep)


def follow(
    client: Client,
    submission: dict[str, Any],
    say: Callable[[str], None],
    pause: Callable[[float], None],
) -> dict[str, Any]:
    """Ask for the submission until it has a verdict."""
    while submission["state"] not in DONE or not submission.get("report"):
        place = submission.get("place")
        waiting = f"In the queue, place {place}" if place else "In the queue"
        say("Being graded" if submission["state"] == "running" else waiting)
        pause(LOOK_SECONDS)
        submission = client.submission(submission["id"])
    return submission


def _show(file: Path, report: dict[str, Any], link: str) -> None:
    from rich.console import Console

    from worker.check.reading import show

    console = Console(highlight=False, soft_wrap=False)
    held_back = report.get("hidden", 0)
    functions = [
        {**function, "checks": [check for check in function["checks"] if not check.get("hidden")]}
        for function in report["functions"]
    ]
    show(console, file, {**report, "functions": functions})
    if held_back:
        console.print(f"{held_back} more checks are not shown to you.")
    console.print(link, soft_wrap=True)


def _status(report: dict[str, Any]) -> int:
    if report["state"] == "broken":
        return OURS
    return ALL_POINTS if report["points"] == report["max_points"] else SOME_LOST


def _end(status: int, message: str) -> NoReturn:
    """End with one line on standard error."""
    from worker.check.plain import plain

    click.echo(f"dout: {plain(' '.join(message.split()))}", err=True)
    sys.exit(status)
