"""Grading anew, on both databases: the old verdict stays, and nobody loses a point by it."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select, update

from submissions.database import Database
from submissions.models import Measurement, State, Submission, Verdict
from submissions.store import regrading, verdicts
from tests.submissions.conftest import Three
from tests.submissions.store.histories import REPORT, add, claim, finish, give_up

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite", "postgresql"])


@pytest.fixture
def graded(database: Database, three: Three) -> str:
    submission = add(database, three).id
    assert finish(database, claim(database, submission))
    return submission


def regrade(database: Database, *ids: str) -> int:
    with database.write() as session:
        return regrading.queue_again(session, ids)


def state(database: Database, submission: str) -> str:
    with database.read() as session:
        return session.get_one(Submission, submission).state


def points(database: Database, submission: str) -> list[float | None]:
    """Those of all verdicts, in the order in which they came; the last one counts."""
    with database.read() as session:
        found = session.scalars(
            select(Verdict).where(Verdict.submission_id == submission).order_by(Verdict.created_at)
        ).all()
        latest = verdicts.latest_verdict(session, submission)
    assert latest is None or latest.id == found[-1].id
    return [verdict.points for verdict in found]


def test_a_new_verdict_counts_and_the_old_one_stays(database: Database, graded: str) -> None:
    assert regrade(database, graded) == 1
    assert points(database, graded) == [12.5], "until the new one is there"
    again = claim(database, graded)
    assert again.tries == 1
    assert finish(database, again, {**REPORT, "points": 15.0})
    assert state(database, graded) == State.GRADED
    assert points(database, graded) == [12.5, 15.0]


def test_a_verdict_of_the_first_grading_that_comes_late_changes_nothing(
    database: Database, three: Three
) -> None:
    submission = add(database, three).id
    late, first = claim(database, submission, "one"), claim(database, submission, "one")
    finish(database, first)
    regrade(database, submission)
    assert not finish(database, late)
    assert finish(database, first), "it is stored already"
    assert points(database, submission) == [12.5]
    assert state(database, submission) == State.QUEUED


def test_a_regrade_that_we_fail_at_costs_no_points_and_is_a_dead_letter(
    database: Database, three: Three, graded: str
) -> None:
    regrade(database, graded)
    assert give_up(database, claim(database, graded))
    assert (state(database, graded), points(database, graded)) == (State.BROKEN, [12.5])
    with database.read() as session:
        (dead,) = regrading.broken(session, three.course)
        assert regrading.broken(session, three.other_course) == []
    assert (dead.id, dead.name, dead.tries) == (graded, "Ada", 1)


def test_what_is_broken_gets_its_verdict_when_it_is_queued_again(database: Database, three: Three) -> None:
    submission = add(database, three).id
    give_up(database, claim(database, submission))
    assert regrade(database, submission) == 1
    finish(database, claim(database, submission))
    assert points(database, submission) == [None, 12.5]
    with database.read() as session:
        assert regrading.broken(session, three.course) == []


def test_what_waits_or_is_being_graded_is_left_alone(database: Database, three: Three) -> None:
    queued, running = add(database, three).id, add(database, three).id
    claimed = claim(database, running)
    assert regrade(database, queued, running, "no such id") == 0
    assert finish(database, claimed)


def test_twice_is_as_good_as_once(database: Database, graded: str) -> None:
    assert [regrade(database, graded), regrade(database, graded)] == [1, 0]


def test_what_was_emptied_keeps_its_verdict(database: Database, three: Three, graded: str) -> None:
    with database.write() as session:
        session.execute(update(Submission).values(upload=b"", answers=None))
    assert regrade(database, graded) == 0
    typed = add(database, three, upload=b"", answers={"a": "1"}).id
    finish(database, claim(database, typed))
    assert regrade(database, typed) == 1


def test_more_ids_than_one_statement_takes(database: Database, three: Three) -> None:
    ids = [add(database, three).id for _ in range(3)]
    for submission in ids:
        finish(database, claim(database, submission))
    assert regrade(database, *(f"no such id {n}" for n in range(regrading.BATCH - 1)), *ids) == 3


def test_only_the_first_grading_is_measured(database: Database, graded: str) -> None:
    regrade(database, graded)
    finish(database, claim(database, graded))
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(Measurement)) == 1
