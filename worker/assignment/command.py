"""`dout assignment validate` and `dout assignment new`: arguments, output and exit status."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

if TYPE_CHECKING:
    from grader.assignment import Assignment
    from worker.assignment.trial import Remark
    from worker.sandbox.host import Sandbox

GOOD, FAULTY, USAGE, OURS = 0, 1, 2, 3


@click.group()
def assignment() -> None:
    """Write assignment files and try them."""


@assignment.command()
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--solution",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Also grade this solution of yours: it must get every point.",
)
def validate(files: tuple[Path, ...], solution: Path | None) -> None:
    """Read assignment files and try them.

    Says what is wrong in which line. Forward passes of your own layers are run in the sandbox, and the
    reference is graded. The exit status is 0 if every file can be used, 1 if one cannot, 2 for a mistake in
    the arguments, 3 if the fault is ours.
    """
    from worker.sandbox.host import SandboxError

    sys.stdout.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    texts = {file: _text(file) for file in files}
    upload = None if solution is None else (solution.name, _bytes(solution))
    with ExitStack() as stack:
        try:
            good = [_validate(file, text, upload, stack) for file, text in texts.items()]
        except SandboxError as error:
            _end(OURS, str(error))
    sys.exit(GOOD if all(good) else FAULTY)


@assignment.command()
@click.argument("name", metavar="[ID]", required=False)
@click.option("--from", "source", metavar="ID", help="Begin with an assignment that comes with Dout.")
@click.option("--output", "-o", type=click.Path(path_type=Path), metavar="FILE", help="Write a new file.")
def new(name: str | None, source: str | None, output: Path | None) -> None:
    """Begin an assignment file, with a comment on every part.

    ID names the assignment, in lower-case words with hyphens. Without --output the text is printed. A file
    that exists is never overwritten.
    """
    from grader.assignment import AssignmentError
    from worker.assignment.starting import NAME, text

    if name is not None and (not NAME.fullmatch(name) or len(name) > 80):
        _end(USAGE, "ID must be lower-case words with hyphens, such as matrix-derivatives.")
    try:
        made = text(name, source)
    except AssignmentError as error:
        _end(USAGE, str(error))
    if output is None:
        click.echo(made, nl=False)
        return
    try:
        with output.open("x", encoding="utf-8") as file:
            file.write(made)
    except FileExistsError:
        _end(USAGE, f"{output} exists already, and was left as it is. Choose another name.")
    except OSError as error:
        _end(USAGE, f"{output} cannot be written: {error.strerror}.")
    click.echo(f"Wrote {output}. Try it with: dout assignment validate {output}")


def _validate(file: Path, text: str, upload: tuple[str, bytes] | None, stack: ExitStack) -> bool:
    """Tell what is found in one file; whether it can be used."""
    from grader.assignment import AssignmentError, parse
    from worker.assignment import trial

    try:
        parsed = parse(text)
    except AssignmentError as error:
        _say(f"{file}: {error}")
        return False
    sandbox = _sandbox(stack)
    found = trial.remarks(parsed, text, sandbox)
    good = not any(remark.fault for remark in found)
    for remark in found:
        _say(f"{file}: {_sentence(remark)}")
    if good and upload is not None:
        good = _grade(file, parsed, sandbox, *upload)
    if good:
        _say(f"{file}: good. {_summary(parsed)}")
    return good


def _grade(file: Path, parsed: Assignment, sandbox: Sandbox, name: str, data: bytes) -> bool:
    """Whether the tutor's own solution gets every point; the checks it loses are told."""
    from grader import grading
    from worker.assignment.trial import SEEDS
    from worker.verdict import verdict

    report = verdict(grading.plan(parsed, SEEDS[0]), sandbox, data, name)
    if report.fault is not None:
        _say(f"{file}: {name} cannot be run. {report.fault.message}")
        return False
    lost = [(f.name, check) for f in report.functions for check in f.checks if not check.passed]
    for function, check in lost:
        _say(f"{file}: {name} loses {check.max_points:g} of {function}, {check.name}. {check.message}")
    return not lost


def _sandbox(stack: ExitStack) -> Sandbox:
    """One sandbox for all files; raises SandboxError."""
    from worker.sandbox.host import Sandbox

    if not hasattr(stack, "sandbox"):
        stack.sandbox = stack.enter_context(Sandbox())  # type: ignore[attr-defined]
    return stack.sandbox  # type: ignore[attr-defined, no-any-return]


def _sentence(remark: Remark) -> str:
    where = f"Line {remark.line}: " if remark.line is not None else ""
    return f"{where}{'' if remark.fault else 'note: '}{remark.message}"


def _summary(parsed: Assignment) -> str:
    checks = sum(len(function.checks) for function in parsed.functions)
    parts = [(len(parsed.functions), "function"), (checks, "check"), (len(parsed.answers), "answer")]
    counted = ", ".join(f"{count} {word}{'' if count == 1 else 's'}" for count, word in parts if count)
    return f"“{parsed.title}”, {parsed.max_points:g} points: {counted}."


def _text(file: Path) -> str:
    try:
        return _bytes(file).decode("utf-8-sig")
    except UnicodeDecodeError:
        _end(USAGE, f"{file} is not UTF-8 text.")


def _bytes(file: Path) -> bytes:
    from worker.check.finding import FindingError, find, read

    try:
        if file.is_dir():
            _end(USAGE, f"{file} is a folder: name the file.")
        return read(find([file])[0])
    except FindingError as error:
        _end(USAGE, str(error))


def _say(line: str) -> None:
    from worker.check.plain import plain

    click.echo(plain(" ".join(line.split())))


def _end(status: int, message: str) -> NoReturn:
    """End with one line on standard error."""
    from worker.check.plain import plain

    click.echo(f"dout: {plain(' '.join(message.split()))}", err=True)
    sys.exit(status)
