"""`dout check`: its arguments, what it prints, and its exit status."""

from __future__ import annotations

import json
import os
import re
import secrets
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

if TYPE_CHECKING:
    from grader.assignment import Assignment
    from grader.report import Report

ALL_POINTS, SOME_LOST, USAGE, OURS, INTERRUPTED = 0, 1, 2, 3, 130
MOST_JOBS = 64


@click.command()
@click.argument("paths", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--assignment",
    "name",
    metavar="ID|FILE.toml",
    default="matrix-derivatives",
    show_default=True,
    help="What is graded: an assignment that comes with Dout, or a file of your own.",
)
@click.option(
    "--json", "as_json", is_flag=True, help="Print the report as JSON; for several files one a line."
)
@click.option(
    "--jobs",
    type=click.IntRange(1, MOST_JOBS),
    default=min(os.cpu_count() or 1, MOST_JOBS),
    show_default="one per processor",
    help="How many files are graded at the same time.",
)
@click.option("--seed", metavar="HEX", help="Repeat the random draws of a report; they are new otherwise.")
def check(paths: tuple[Path, ...], name: str, as_json: bool, jobs: int, seed: str | None) -> None:
    """Grade files offline, as the service would: same sandbox, same verdict.

    FILE is a .py file, a notebook, a .zip archive, or a folder of these. The exit status is 0 with all
    points, 1 if points were lost, 2 for a mistake in the arguments, 3 if the fault is ours.
    """
    sys.stdout.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    assignment = _assignment(name)
    if seed is not None and not re.fullmatch(r"[0-9a-fA-F]{1,128}", seed):
        _end(USAGE, "--seed takes up to 128 hexadecimal digits, as a report shows them.")
    try:
        sys.exit(_check(paths, assignment, seed.lower() if seed else secrets.token_hex(16), jobs, as_json))
    except KeyboardInterrupt:
        click.echo("Stopped.", err=True)
        sys.stdout.flush()
        os._exit(INTERRUPTED)  # threads may still wait for uploads; the sandboxes end with this process


def _assignment(name: str) -> Assignment:
    from grader.assignment import AssignmentError, builtin, parse

    try:
        if not name.endswith(".toml"):
            return builtin(name)
        return parse(Path(name).read_text(encoding="utf-8"))
    except AssignmentError as error:
        _end(USAGE, f"{name}: {error}" if name.endswith(".toml") else str(error))
    except UnicodeDecodeError:
        _end(USAGE, f"{name} is not UTF-8 text.")
    except OSError as error:
        _end(USAGE, f"{name} cannot be read: {error.strerror}.")


def _check(paths: tuple[Path, ...], assignment: Assignment, seed: str, jobs: int, as_json: bool) -> int:
    # Imported here: NumPy and the sandbox need not be loaded to say that a file is missing.
    from worker.check.finding import FindingError, find
    from worker.check.grading import Grading
    from worker.sandbox.host import SandboxError

    try:
        files = find(paths)
    except FindingError as error:
        _end(USAGE, str(error))
    single = len(paths) == 1 and not paths[0].is_dir()
    try:
        grading = Grading(assignment, seed, min(jobs, len(files)))
    except SandboxError as error:
        _end(OURS, str(error))
    with grading:
        reports = grading.reports(files)
        return _one(reports, as_json) if single else _several(reports, len(files), as_json)


def _one(reports: Iterator[tuple[Path, Report]], as_json: bool) -> int:
    file, report = next(reports)
    if as_json:
        click.echo(json.dumps(report.to_json(), indent=2))
    else:
        from rich.console import Console

        from worker.check.reading import show

        show(Console(highlight=False, soft_wrap=False), file, report.to_json())
    return _status(report)


def _several(reports: Iterator[tuple[Path, Report]], count: int, as_json: bool) -> int:
    from rich.console import Console
    from rich.progress import Progress

    from worker.check.reading import line

    out = Console(highlight=False, soft_wrap=True)
    watched = out if out.is_terminal else Console(stderr=True)
    statuses = []
    with Progress(console=watched, transient=True, disable=not watched.is_terminal) as progress:
        task = progress.add_task("Grading", total=count)
        for file, report in reports:
            if as_json:
                click.echo(json.dumps({"file": str(file), **report.to_json()}))
            else:
                out.print(line(file, report.to_json()))
            statuses.append(_status(report))
            progress.advance(task)
    if not as_json:
        good, lost = statuses.count(ALL_POINTS), statuses.count(SOME_LOST)
        broken = f", {statuses.count(OURS)} not graded" if OURS in statuses else ""
        files = "1 file" if count == 1 else f"{count} files"
        out.print(f"{files}: {good} with all points, {lost} with points lost{broken}")
    return max(statuses)


def _status(report: Report) -> int:
    if report.state == "broken":
        return OURS
    return ALL_POINTS if report.passed else SOME_LOST


def _end(status: int, message: str) -> NoReturn:
    """End with one line on standard error."""
    from worker.check.plain import plain

    click.echo(f"dout: {plain(' '.join(message.split()))}", err=True)
    sys.exit(status)
