"""How the way from upload to verdict grows with what is stored: `python -m tests.bench.growth`.

    accept   store an upload, as a request does: what the person has already, the rules, one row
    verdict  claim and verdict, as a task does
    page     what a student's page of the assignment asks
    sweep    look for what was lost
    metrics  the operator's numbers

Each is processor time of this process, the middle of many, so that a busy machine changes it little. Half of
what is stored belongs to one learning system, the rest to students with ten attempts each. It must stay flat.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

from sqlalchemy import insert

from grader import grading
from grader.assignment import builtin, builtin_text
from submissions.database import Database
from submissions.metrics import Tally
from submissions.models import (
    Assignment,
    Course,
    Measurement,
    Membership,
    Person,
    Role,
    State,
    Submission,
    Verdict,
    new_id,
)
from submissions.settings import Settings
from submissions.store import attempts, counting, verdicts, waiting

SIZES = (1_000, 10_000, 100_000)
TIMES = 60
EACH = 10
STORED = datetime(2026, 1, 1, tzinfo=UTC)
REPORT: dict[str, Any] = grading.broken(builtin("matrix-derivatives"), "0" * 64, "").to_json()


def fill(database: Database, count: int, start: int) -> tuple[str, str]:
    """Store graded submissions number `start` to `count`; the ids of the assignment and of a student."""
    with database.write() as session:
        if start == 0:
            session.add(Course(id="c", slug="c", title="Maths", created_at=STORED))
            text = builtin_text("matrix-derivatives")
            session.flush()
            session.add(Assignment(id="a", course_id="c", slug="a", text=text, created_at=STORED))
            session.flush()
        people = [f"p{n}" for n in range(start // (2 * EACH), count // (2 * EACH))]
        session.execute(insert(Person), [{"id": p, "name": p, "created_at": STORED} for p in people])
        session.execute(
            insert(Membership), [{"course_id": "c", "person_id": p, "role": Role.STUDENT} for p in people]
        )
        for first in range(start, count, 5000):
            numbers = range(first, min(first + 5000, count))
            rows = list(zip(numbers, (new_id() for _ in numbers), (new_id() for _ in numbers), strict=True))
            session.execute(insert(Submission), [_submission(n, id_) for n, id_, _ in rows])
            session.execute(insert(Verdict), [_verdict(n, id_, verdict) for n, id_, verdict in rows])
            session.execute(insert(Measurement), [_measurement(n, verdict) for n, _, verdict in rows])
    return "a", "p1"


def _submission(number: int, id_: str) -> dict[str, Any]:
    return {
        "id": id_,
        "assignment_id": "a",
        "person_id": f"p{number // (2 * EACH)}" if number % 2 else "p2",
        "filename": "layers.py",
        "upload": b"x" * 3000,
        "created_at": STORED + timedelta(seconds=number),
        "state": State.GRADED,
        "tries": 1,
        "sent_at": STORED,
    }


def _verdict(number: int, submission: str, id_: str) -> dict[str, Any]:
    return {
        "id": id_,
        "submission_id": submission,
        "lease": id_,
        "points": 20.0,
        "report": REPORT,
        "created_at": STORED + timedelta(seconds=number + 1),
    }


def _measurement(number: int, verdict: str) -> dict[str, Any]:
    times = {"waiting": 0.01, "sandbox": 0.02, "judge": 0.01, "total": 0.05}
    ended = STORED + timedelta(seconds=number + 1)
    return {"verdict_id": verdict, "ended_at": ended, "outcome": "answered", "tries": 1, **times}


def actions(database: Database, assignment: str, student: str) -> dict[str, Callable[[], object]]:
    """What is measured."""
    waits: list[str] = []
    tally = Tally()

    def accept() -> None:
        with database.write() as session:
            now = datetime.now(UTC)
            counting.take_turn(session, "c", student)
            counting.so_far(session, assignment, student, now)
            new = attempts.add(
                session,
                assignment_id=assignment,
                person_id=student,
                filename="layers.py",
                upload=b"x" * 3000,
                now=now,
                most_waiting=10_000,
            )
        waits.append(new.id)

    def verdict() -> None:
        id_, now = waits.pop(), datetime.now(UTC)
        with database.write() as session:
            claimed = attempts.claim(session, id_, "task", now, 60)
        assert claimed
        with database.write() as session:
            attempts.finish(session, id_, claimed.lease, REPORT, now, now)

    def page() -> None:
        with database.read() as session:
            verdicts.window(session, assignment, student, None)

    def sweep() -> None:
        with database.write() as session:
            waiting.lost(session, datetime.now(UTC), STORED, 60)

    return {
        "accept": accept,
        "verdict": verdict,
        "page": page,
        "sweep": sweep,
        "metrics": lambda: tally.counts(database, datetime.now(UTC)),
    }


def rows(database: Database) -> Iterator[tuple[int, dict[str, float]]]:
    """For each size the middle of each action in milliseconds."""
    start = 0
    for size in SIZES:
        measured = actions(database, *fill(database, size, start))
        start = size
        measured["metrics"]()
        yield size, {name: _middle(action) for name, action in measured.items()}


def _middle(action: Callable[[], object]) -> float:
    taken = []
    for _ in range(TIMES):
        begun = time.thread_time()
        action()
        taken.append(1000 * (time.thread_time() - begun))
    return median(taken)


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database(Settings(data_dir=Path(folder)))
        database.migrate()
        for size, taken in rows(database):
            if size == SIZES[0]:
                print(
                    "\n   stored " + "".join(f"{name:>10}" for name in taken) + "   ms of a processor, median"
                )
            print(f"{size:>9} " + "".join(f"{value:>10.2f}" for value in taken.values()))
        database.close()


if __name__ == "__main__":
    main()
