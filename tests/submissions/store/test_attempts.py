"""What happens to a submission, on both databases."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from submissions.database import Database
from submissions.models import State, Submission, Verdict
from submissions.store import verdicts
from tests.submissions.conftest import START, Three
from tests.submissions.store.histories import (
    MINUTE,
    REPORT,
    add,
    claim,
    finish,
    give_back,
    give_up,
    try_to_claim,
)

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite", "postgresql"])


@pytest.fixture
def submitted(database: Database, three: Three) -> str:
    return add(database, three).id


@pytest.mark.parametrize("answers", [None, {}, {"a": "52", "b": "½ \x00 ∂"}])
def test_a_claim_hands_out_what_was_handed_in(
    database: Database, three: Three, answers: dict[str, str] | None
) -> None:
    claimed = claim(database, add(database, three, upload=b"", answers=answers).id)
    assert (claimed.filename, claimed.upload, claimed.answers) == ("layers.py", b"", answers)


def stored(database: Database, submission: str) -> Submission:
    with database.read() as session:
        return session.get_one(Submission, submission)


def verdict_count(database: Database, submission: str) -> int:
    with database.read() as session:
        return len(session.scalars(select(Verdict).where(Verdict.submission_id == submission)).all())


def test_a_claim_gives_what_grading_needs(database: Database, submitted: str, assignment_text: str) -> None:
    claimed = claim(database, submitted)
    assert (claimed.upload, claimed.filename, claimed.tries) == (b"\x00\xff", "layers.py", 1)
    assert claimed.assignment_text == assignment_text
    assert stored(database, submitted).state == State.RUNNING


def test_a_second_task_gets_nothing_while_the_first_holds_the_lease(
    database: Database, submitted: str
) -> None:
    assert claim(database, submitted, "one")
    assert try_to_claim(database, submitted, "two", START + MINUTE) is None


def test_a_lease_that_ran_out_can_be_claimed_and_the_late_one_cannot_finish(
    database: Database, submitted: str
) -> None:
    late = claim(database, submitted, "one")
    new = claim(database, submitted, "two", START + 2 * MINUTE)
    assert new.tries == 2
    assert not finish(database, late)
    assert finish(database, new)
    assert verdict_count(database, submitted) == 1


def test_the_same_task_delivered_again_claims_at_once(database: Database, submitted: str) -> None:
    dead = claim(database, submitted, "one")
    again = claim(database, submitted, "one")
    assert again.lease != dead.lease
    assert not finish(database, dead)
    assert finish(database, again)


def test_finishing_twice_stores_one_verdict(database: Database, submitted: str) -> None:
    claimed = claim(database, submitted)
    assert finish(database, claimed)
    assert finish(database, claimed)
    assert verdict_count(database, submitted) == 1
    assert stored(database, submitted).state == State.GRADED


def test_what_is_graded_is_never_claimed_again(database: Database, submitted: str) -> None:
    finish(database, claim(database, submitted, "one"))
    assert try_to_claim(database, submitted, "one", START + 9 * MINUTE) is None


def test_an_unknown_submission_cannot_be_claimed(database: Database, submitted: str) -> None:
    assert try_to_claim(database, "no such id") is None


def test_given_back_it_waits_longer_each_time(database: Database, submitted: str) -> None:
    now, waits = START, []
    for _ in range(3):
        assert give_back(database, claim(database, submitted, now=now), now)
        row = stored(database, submitted)
        assert row.state == State.QUEUED
        assert row.not_before
        assert try_to_claim(database, submitted, now=row.not_before - timedelta(seconds=1)) is None
        waits.append((row.not_before - now).total_seconds())
        now = row.not_before
    assert waits == [5, 20, 80]


def test_only_the_holder_can_give_back(database: Database, submitted: str) -> None:
    late = claim(database, submitted, "one")
    assert claim(database, submitted, "one")
    assert not give_back(database, late)
    assert stored(database, submitted).state == State.RUNNING


def test_given_up_it_is_broken_and_has_no_points(database: Database, submitted: str) -> None:
    claimed = claim(database, submitted)
    assert give_up(database, claimed)
    assert stored(database, submitted).state == State.BROKEN
    with database.read() as session:
        verdict = verdicts.latest_verdict(session, submitted)
        assert verdict
        assert verdict.points is None
        assert verdict.report["points"] is None


def test_a_report_with_a_number_that_json_has_not_is_refused(database: Database, submitted: str) -> None:
    claimed = claim(database, submitted)
    with pytest.raises(Exception, match="not JSON compliant"):
        finish(database, claimed, report={**REPORT, "figure": float("nan")})
    assert stored(database, submitted).state == State.RUNNING


def test_text_that_is_no_text_survives_in_a_report(database: Database, submitted: str) -> None:
    odd = {**REPORT, "stdout": "nul \0, half a pair \ud800, 👩‍🔬"}
    finish(database, claim(database, submitted), report=odd)
    with database.read() as session:
        verdict = verdicts.latest_verdict(session, submitted)
    assert verdict
    assert verdict.report == odd


def test_attempts_keep_their_order_when_the_clock_goes_back(database: Database, three: Three) -> None:
    moments = (START, START - 9 * MINUTE, START + MINUTE, START)
    ids = [add(database, three, now=now).id for now in moments]
    with database.read() as session:
        listed = verdicts.history(session, three.assignment, three.student)
    assert [attempt.id for attempt in listed] == ids[::-1]
    assert [attempt.number for attempt in listed] == [4, 3, 2, 1]


def test_a_lease_drawn_before_the_clock_was_set_back_does_not_hold_for_an_hour(
    database: Database, submitted: str
) -> None:
    claim(database, submitted, "of a worker that died")
    assert try_to_claim(database, submitted, "two", START - timedelta(seconds=30)) is None
    assert claim(database, submitted, "two", START - 60 * MINUTE)


def test_a_pause_begun_before_the_clock_was_set_back_does_not_last_for_an_hour(
    database: Database, submitted: str
) -> None:
    give_back(database, claim(database, submitted))
    assert try_to_claim(database, submitted, now=START - 9 * MINUTE) is None
    assert claim(database, submitted, now=START - 60 * MINUTE)
