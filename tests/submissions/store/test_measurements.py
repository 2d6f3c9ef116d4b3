"""What the operator's numbers are counted from."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, event, func, select

from submissions.database import Database
from submissions.models import Measurement, State, Submission, Verdict
from submissions.store import attempts, measurements, waiting
from tests.submissions.conftest import START, Three

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite", "postgresql"])
SECOND = timedelta(seconds=1)
FAULT = {"kind": "time_limit", "message": "", "line": None, "source_line": None}


def report(fault: Any = None, in_check: Any = None, points: float | None = 1.0) -> dict[str, Any]:
    return {
        "points": points,
        "fault": fault,
        "functions": [{"checks": [{"fault": None}, {"fault": in_check}]}],
        "timing": {"sandbox_ms": 40.0, "judge_ms": 4.0},
    }


def grade(
    database: Database,
    three: Three,
    result: dict[str, Any],
    waited: timedelta = SECOND,
    now: timedelta = SECOND,
) -> str:
    with database.write() as session:
        new = attempts.add(
            session,
            assignment_id=three.assignment,
            person_id=three.student,
            filename="a.py",
            upload=b"x",
            now=START,
        )
        claimed = attempts.claim(session, new.id, "task", new.created_at + waited, 60)
        assert claimed
        end = attempts.give_up if result["points"] is None else attempts.finish
        assert end(session, new.id, claimed.lease, result, new.created_at + now, claimed.claimed_at)
    return new.id


def test_stages_are_in_seconds_and_fall_into_every_bucket_that_is_wide_enough(
    database: Database, three: Three
) -> None:
    grade(database, three, report(), waited=SECOND, now=2 * SECOND)
    with database.read() as session:
        (found,) = measurements.counts(session, None, None)
    assert (found.outcome, found.verdicts, found.tries) == (measurements.ANSWERED, 1, 1)
    assert found.seconds == pytest.approx({"waiting": 1.0, "sandbox": 0.04, "judge": 0.004, "total": 2.0})
    bounds = measurements.BOUNDS
    assert found.within["waiting"] == tuple(int(bound >= 1.0) for bound in bounds)
    assert found.within["sandbox"] == tuple(int(bound >= 0.04) for bound in bounds)
    assert found.within["judge"] == (1,) * len(bounds)


@pytest.mark.parametrize(
    ("result", "outcome"),
    [
        (report(), "answered"),
        (report(fault=FAULT), "time_limit"),
        (report(in_check=FAULT), "time_limit"),
        (report(points=None), "broken"),
    ],
)
def test_the_outcome_is_the_kind_of_the_fault(
    result: dict[str, Any], outcome: str, database: Database, three: Three
) -> None:
    grade(database, three, result)
    with database.read() as session:
        assert [found.outcome for found in measurements.counts(session, None, None)] == [outcome]


def test_a_clock_that_was_set_back_makes_no_time_negative(database: Database, three: Three) -> None:
    grade(database, three, report(), waited=-60 * SECOND, now=-30 * SECOND)
    with database.read() as session:
        row = session.scalars(select(Measurement)).one()
    assert (row.waiting, row.total) == (0.0, 0.0)


def test_each_verdict_is_counted_in_one_span_only(database: Database, three: Three) -> None:
    for seconds in range(1, 6):
        grade(database, three, report(), now=seconds * SECOND)
    with database.read() as session:
        ends = session.scalars(select(Measurement.ended_at).order_by(Measurement.ended_at)).all()
        spans = [(None, ends[1]), (ends[1], ends[2]), (ends[2], None)]
        assert [sum(found.verdicts for found in measurements.counts(session, *span)) for span in spans] == [
            2,
            1,
            2,
        ]


def test_a_second_verdict_is_no_second_measurement(database: Database, three: Three) -> None:
    submission = grade(database, three, report())
    with database.write() as session:
        session.get_one(Submission, submission).state = State.QUEUED
    with database.write() as session:
        claimed = attempts.claim(session, submission, "again", START + 99 * SECOND, 60)
        assert claimed
        assert attempts.finish(session, submission, claimed.lease, report(), START + 99 * SECOND)
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(Verdict)) == 2
        assert session.scalar(select(func.count()).select_from(Measurement)) == 1


def test_a_measurement_goes_with_its_verdict(database: Database, three: Three) -> None:
    grade(database, three, report())
    with database.write() as session:
        session.execute(delete(Submission))
        assert session.scalar(select(func.count()).select_from(Measurement)) == 0


def test_what_waits_is_counted_by_state_and_age(database: Database, three: Three) -> None:
    with database.read() as session:
        assert waiting.oldest_waiting(session) is None
    grade(database, three, report())
    with database.write() as session:
        for _ in range(2):
            attempts.add(
                session,
                assignment_id=three.assignment,
                person_id=three.student,
                filename="a.py",
                upload=b"x",
                now=START + SECOND,
            )
    with database.read() as session:
        assert waiting.states(session) == {
            State.QUEUED: 2,
            State.RUNNING: 0,
            State.GRADED: 1,
            State.BROKEN: 0,
        }
        assert waiting.oldest_waiting(session) == START + SECOND


def test_counting_is_one_query_however_many_there_are(database: Database, three: Three) -> None:
    for _ in range(3):
        grade(database, three, report())
    seen: list[str] = []
    event.listen(database.engine, "before_cursor_execute", lambda *args: seen.append(args[2]))
    with database.read() as session:
        measurements.counts(session, None, None)
        waiting.states(session)
        waiting.oldest_waiting(session)
    assert len([statement for statement in seen if statement.startswith("SELECT")]) == 3
