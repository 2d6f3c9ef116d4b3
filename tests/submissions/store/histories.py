"""Steps of a submission's way, each in a transaction of its own."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from submissions.database import Database
from submissions.models import Submission
from submissions.store import attempts
from submissions.store.attempts import Claimed
from tests.submissions.conftest import START, Three

REPORT: dict[str, Any] = {"state": "graded", "points": 12.5, "max_points": 20.0}
MINUTE = timedelta(minutes=1)


def add(
    database: Database,
    three: Three,
    person: str | None = None,
    now: datetime = START,
    upload: bytes = b"\x00\xff",
    answers: dict[str, str] | None = None,
    most_waiting: int = attempts.NO_LIMIT,
) -> Submission:
    """An upload, of the student if nobody else is named."""
    with database.write() as session:
        return attempts.add(
            session,
            assignment_id=three.assignment,
            person_id=person or three.student,
            filename="layers.py",
            upload=upload,
            now=now,
            answers=answers,
            most_waiting=most_waiting,
        )


def try_to_claim(
    database: Database, submission: str, task: str = "task", now: datetime = START
) -> Claimed | None:
    """A claim for a minute."""
    with database.write() as session:
        return attempts.claim(session, submission, task, now, 60)


def claim(database: Database, submission: str, task: str = "task", now: datetime = START) -> Claimed:
    """A claim that must succeed."""
    claimed = try_to_claim(database, submission, task, now)
    assert claimed
    return claimed


def finish(database: Database, claimed: Claimed, report: dict[str, Any] = REPORT) -> bool:
    """The verdict."""
    with database.write() as session:
        return attempts.finish(session, claimed.id, claimed.lease, report, START)


def give_up(database: Database, claimed: Claimed) -> bool:
    """No verdict, by our fault."""
    with database.write() as session:
        return attempts.give_up(session, claimed.id, claimed.lease, {**REPORT, "state": "broken"}, START)


def give_back(database: Database, claimed: Claimed, now: datetime = START) -> bool:
    """Later again."""
    with database.write() as session:
        return attempts.give_back(session, claimed.id, claimed.lease, now)
