"""A process that does one thing to a submission and is killed (SIGKILL) at a step on the way.

`python -m tests.chaos.victim STEP` takes the settings from the environment and the rest from standard input.
"""

from __future__ import annotations

import functools
import json
import os
import signal
import sys
from collections.abc import Callable
from typing import Any

from submissions import access, uploading
from submissions.app import create_app
from submissions.database import Database
from submissions.queue import Queue, celery_app
from submissions.settings import Settings
from submissions.store import attempts
from worker import tasks
from worker.tasks import Grader

SOURCE = b"def affine_backward(dout, cache):\n    return dout\n"
HAND_IN: dict[str, tuple[Any, str, bool]] = {
    "before the upload is committed": (attempts, "add", True),
    "after the commit, before it is sent": (Queue, "send", False),
    "after it is sent": (Queue, "send", True),
}
GRADE: dict[str, tuple[Any, str, bool]] = {
    "before the claim is committed": (attempts, "claim", True),
    "after the claim": (Grader, "_try", False),
    "while it runs": (tasks, "verdict", False),
    "after it ran, before the verdict": (attempts, "finish", False),
    "before the verdict is committed": (attempts, "finish", True),
    "after the verdict, before the message is acknowledged": (Grader, "_try", True),
}
"""Of each step: the function where it is, and whether the end comes after it was done."""


def die(*_: Any, **__: Any) -> None:
    """The end, without a word."""
    os.kill(os.getpid(), signal.SIGKILL)


def die_after(function: Callable[..., Any]) -> Callable[..., Any]:
    """Do it, then die."""

    @functools.wraps(function)
    def done(*arguments: Any, **options: Any) -> None:
        function(*arguments, **options)
        die()

    return done


def hand_in(settings: Settings, assignment: str, person: str) -> None:
    """What a request does."""
    app = create_app(settings)
    with app.app_context():
        database = Database(settings)
        with database.read() as session:
            found, role = access.assignment_and_role(session, person, assignment)
        uploading.store(found, person, role, "layers.py", SOURCE)


def grade(settings: Settings, submission: str) -> None:
    """What a task does."""
    Grader(settings, celery_app(settings)).grade(submission, "of the victim")


def main(step: str) -> None:
    """Arm the step and go on until it comes."""
    said = json.load(sys.stdin)
    settings = Settings.from_environment()
    place, name, after = (HAND_IN | GRADE)[step]
    setattr(place, name, die_after(getattr(place, name)) if after else die)
    if step in HAND_IN:
        hand_in(settings, said["assignment"], said["person"])
    else:
        grade(settings, said["submission"])


if __name__ == "__main__":
    main(sys.argv[1])
