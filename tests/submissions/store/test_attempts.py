"""What happens to a submission, on both databases."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from submissions.database import Database
from submissions.models import State, Submission, Verdict
from submissions.store import attempts, verdicts
from submissions.store.attempts import Claimed
from tests.submissions.conftest import START, Three

REPORT: dict[str, Any] = {"state": "graded", "points": 12.5, "max_points": 20.0}
MINUTE = timedelta(minutes=1)

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite", "postgresql"])


@pytest.fixture
def submitted(database: Database, three: Three) -> str:
    with database.write() as session:
        return attempts.add(
            session,
            assignment_id=three.assignment,
            person_id=three.student,
            filename="layers.py",
            upload=b"\x00\xff",
            now=START,
        ).id


@pytest.mark.parametrize("answers", [None, {}, {"a": "52", "b": "½ \x00 ∂"}])
def test_a_claim_hands_out_what_was_handed_in(
    database: Database, three: Three, answers: dict[str, str] | None
) -> None:
    with database.write() as session:
        id_ = attempts.add(
            session,
            assignment_id=three.assignment,
            person_id=three.student,
            filename="",
            upload=b"",
            now=START,
            answers=answers,
        ).id
    claimed = claim(database, id_)
    assert (claimed.filename, claimed.upload, claimed.answers) == ("", b"", answers)


def claim(database: Database, submission: str, task: str = "task", now: datetime = START) -> Claimed:
    """A claim that must succeed."""
    claimed = try_to_claim(database, submission, task, now)
    assert claimed
    return claimed


def try_to_claim(
    database: Database, submission: str, task: str = "task", now: datetime = START
) -> Claimed | None:
    with database.write() as session:
        return attempts.claim(session, submission, task, now, 60)


def finish(database: Database, claimed: Claimed, report: dict[str, Any] = REPORT) -> bool:
    with database.write() as session:
        return attempts.finish(session, claimed.id, claimed.lease, report, START)


def give_back(database: Database, claimed: Claimed, now: datetime = START) -> bool:
    with database.write() as session:
        return attempts.give_back(session, claimed.id, claimed.lease, now)


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
    with database.write() as session:
        assert attempts.give_up(session, submitted, claimed.lease, {**REPORT, "state": "broken"}, START)
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


def sweep(database: Database, now: datetime, sent_before: datetime) -> list[str]:
    with database.write() as session:
        return list(attempts.lost(session, now, sent_before))


def test_what_the_broker_did_not_take_is_lost_and_sent_once(database: Database, submitted: str) -> None:
    assert sweep(database, START, START - MINUTE) == []
    with database.write() as session:
        attempts.not_sent(session, submitted)
    assert sweep(database, START, START - MINUTE) == [submitted]
    assert sweep(database, START, START - MINUTE) == []


def test_what_was_sent_long_ago_is_sent_again(database: Database, submitted: str) -> None:
    assert sweep(database, START + 2 * MINUTE, START + MINUTE) == [submitted]


def test_a_pause_is_kept_by_the_sweep(database: Database, submitted: str) -> None:
    give_back(database, claim(database, submitted))
    assert sweep(database, START + timedelta(seconds=4), START) == []
    assert sweep(database, START + timedelta(seconds=5), START) == [submitted]


def test_a_lease_that_ran_out_is_lost(database: Database, submitted: str) -> None:
    claim(database, submitted)
    assert sweep(database, START + MINUTE, START + MINUTE) == []
    assert sweep(database, START + 2 * MINUTE, START + MINUTE) == [submitted]


def test_what_is_graded_is_never_lost(database: Database, submitted: str) -> None:
    finish(database, claim(database, submitted))
    assert sweep(database, START + 9 * MINUTE, START + 8 * MINUTE) == []


def test_places_count_those_before(database: Database, three: Three) -> None:
    def add(seconds: int) -> Submission:
        with database.write() as session:
            return attempts.add(
                session,
                assignment_id=three.assignment,
                person_id=three.tutor if seconds % 2 else three.student,
                filename="a.py",
                upload=b"",
                now=START + timedelta(seconds=seconds),
            )

    first, second, third = add(0), add(1), add(2)
    with database.read() as session:
        assert [attempts.place_in_queue(session, s) for s in (first, second, third)] == [1, 2, 3]
    claim(database, first.id)
    with database.read() as session:
        assert attempts.place_in_queue(session, session.get_one(Submission, first.id)) is None
        assert attempts.place_in_queue(session, third) == 2


def test_who_has_much_waiting_lets_others_go_first(database: Database, three: Three) -> None:
    def add(person: str, now: datetime = START) -> Submission:
        with database.write() as session:
            return attempts.add(
                session,
                assignment_id=three.assignment,
                person_id=person,
                filename="a.py",
                upload=b"",
                now=now,
            )

    many = [add(three.tutor) for _ in range(40)]
    assert [many[n].priority for n in (0, 2, 3, 9, 10, 29, 30, 39)] == [0, 0, 3, 3, 6, 6, 9, 9]
    one = add(three.student, START + timedelta(seconds=1))
    with database.read() as session:
        assert attempts.place_in_queue(session, one) == 4
        assert attempts.place_in_queue(session, many[3]) == 5
        assert attempts.place_in_queue(session, many[-1]) == 41
    later = START + 2 * MINUTE
    with database.write() as session:
        again = attempts.lost(session, later, START + MINUTE)
    assert [again[many[n].id] for n in (0, 3, 10, 39)] == [0, 0, 3, 6], "each goes up one step"


def test_attempts_keep_their_order_when_the_clock_goes_back(database: Database, three: Three) -> None:
    ids = []
    for now in (START, START - 9 * MINUTE, START + MINUTE, START):
        with database.write() as session:
            ids.append(
                attempts.add(
                    session,
                    assignment_id=three.assignment,
                    person_id=three.student,
                    filename="a.py",
                    upload=b"",
                    now=now,
                ).id
            )
    with database.read() as session:
        listed = verdicts.history(session, three.assignment, three.student)
    assert [attempt.id for attempt in listed] == ids[::-1]
    assert [attempt.number for attempt in listed] == [4, 3, 2, 1]
