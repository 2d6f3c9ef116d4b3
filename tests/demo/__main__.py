"""`make demo`: Dout with a course of 300 students and 1,500 graded submissions, served as by `make serve`.

The service starts first, in a data folder of its own, and grades what the generator put into the record. It
can be looked at, and stopped with Ctrl-C, at any time: the next start goes on where this one stopped.
"""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from threading import Event, Thread

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from submissions.database import Database
from submissions.settings import Settings, SettingsError
from tests.demo.filling import CODE, TITLE, fill, graded
from worker.serve.kernel import leash

FOLDER = Path("var-demo")
LOOK_SECONDS = 0.5
SAY_SECONDS = 10.0
END_SECONDS = 5.0
LAST_OF_GREETING = "To stop"
COLUMNS = (
    TextColumn("{task.description}"),
    BarColumn(),
    MofNCompleteColumn(),
    TimeElapsedColumn(),
    TextColumn("· left"),
    TimeRemainingColumn(),
)


def main(students: int, uploads: int, seed: int) -> int:
    """Serve, fill, show how the grading goes, and serve on; the exit status of the service."""
    try:
        settings = Settings.from_environment()
    except SettingsError as error:
        print(f"dout: {error}", file=sys.stderr)
        return 2
    if "DOUT_DATA_DIR" not in os.environ:
        settings = replace(settings, data_dir=FOLDER)
    console = Console(highlight=False, soft_wrap=True)
    with _service(settings, console) as (service, ready):
        try:
            while not ready.wait(LOOK_SECONDS) and service.poll() is None:
                pass
            if ready.is_set():
                _filled(service, settings, console, students, uploads, seed)
            return service.wait()
        except KeyboardInterrupt:
            service.send_signal(signal.SIGTERM)
            return service.wait()


@contextmanager
def _service(settings: Settings, console: Console) -> Iterator[tuple[subprocess.Popen[str], Event]]:
    """`dout serve --demo`, and whether it has said that it is ready.

    It is out of reach of the terminal's Ctrl-C, which is for this process to pass on, and what it says goes
    through this process, so that no line falls into the progress.
    """
    service = subprocess.Popen(
        [sys.executable, "-P", "-m", "worker.cli", "serve", "--demo"],
        env=os.environ | {"DOUT_DATA_DIR": str(settings.data_dir)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=leash(),
    )
    ready = Event()
    reader = Thread(target=_pass_on, args=(service, console, ready), daemon=True)
    reader.start()
    try:
        yield service, ready
    finally:
        if service.poll() is None:
            service.send_signal(signal.SIGTERM)
            service.wait()
        reader.join(END_SECONDS)


def _pass_on(service: subprocess.Popen[str], console: Console, ready: Event) -> None:
    for line in service.stdout or ():
        console.print(line.rstrip("\n"), markup=False)
        if LAST_OF_GREETING in line:
            ready.set()


def _filled(
    service: subprocess.Popen[str],
    settings: Settings,
    console: Console,
    students: int,
    uploads: int,
    seed: int,
) -> None:
    database = Database(settings)
    try:
        if fill(database, students, uploads, seed, datetime.now(UTC)):
            console.print(f"Made “{TITLE}”: {students} students who handed in {uploads} times.")
        began = time.monotonic()
        if _watched(service, database, console):
            console.print(f"Graded in {time.monotonic() - began:.0f} s.")
        if service.poll() is None:
            console.print(f"Signed in as the tutor, see {settings.url()}/assignments/{CODE}/results")
    finally:
        database.close()


def _watched(service: subprocess.Popen[str], database: Database, console: Console) -> bool:
    """Show how far the grading is until it ends, or the service does; whether there was any to do."""
    done, total = graded(database)
    if done == total:
        return False
    said = time.monotonic()
    with Progress(*COLUMNS, console=console, disable=not console.is_terminal) as progress:
        task = progress.add_task("Grading", total=total, completed=done)
        while done < total and service.poll() is None:
            time.sleep(LOOK_SECONDS)
            done, total = graded(database)
            progress.update(task, completed=done, total=total)
            if not console.is_terminal and time.monotonic() - said > SAY_SECONDS:
                said = time.monotonic()
                console.print(f"Graded {done} of {total} …")
    return done == total


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tests.demo", description=__doc__)
    parser.add_argument("--students", type=int, default=300)
    parser.add_argument("--uploads", type=int, default=1500)
    parser.add_argument("--seed", type=int, default=1, help="another seed, another course")
    options = parser.parse_args()
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)
    sys.exit(main(options.students, options.uploads, options.seed))
