"""What waits, in which place, and what the sweep sends again; on both databases."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from submissions.database import Database
from submissions.models import State, Submission
from submissions.store import regrading, waiting
from submissions.store.attempts import QueueFullError
from tests.submissions.conftest import START, Three
from tests.submissions.store.histories import MINUTE, add, claim, finish, give_back

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite", "postgresql"])


@pytest.fixture
def submitted(database: Database, three: Three) -> str:
    return add(database, three).id


def sweep(database: Database, now: datetime, sent_before: datetime) -> list[str]:
    with database.write() as session:
        return list(waiting.lost(session, now, sent_before, 60))


def test_what_the_broker_did_not_take_is_lost_and_sent_once(database: Database, submitted: str) -> None:
    assert sweep(database, START, START - MINUTE) == []
    with database.write() as session:
        waiting.not_sent(session, submitted)
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
    people = (three.student, three.tutor, three.student)
    first, second, third = (
        add(database, three, person, START + timedelta(seconds=n)) for n, person in enumerate(people)
    )
    with database.read() as session:
        assert [waiting.place_in_queue(session, s) for s in (first, second, third)] == [1, 2, 3]
    claim(database, first.id)
    with database.read() as session:
        assert waiting.place_in_queue(session, session.get_one(Submission, first.id)) is None
        assert waiting.place_in_queue(session, third) == 2


def test_who_has_much_waiting_lets_others_go_first(database: Database, three: Three) -> None:
    many = [add(database, three, three.tutor) for _ in range(40)]
    assert [many[n].priority for n in (0, 2, 3, 9, 10, 29, 30, 39)] == [0, 0, 3, 3, 6, 6, 6, 6]
    one = add(database, three, now=START + timedelta(seconds=1))
    with database.read() as session:
        assert waiting.place_in_queue(session, one) == 4
        assert waiting.place_in_queue(session, many[3]) == 5
        assert waiting.place_in_queue(session, many[-1]) == 41
    later = START + 2 * MINUTE
    with database.write() as session:
        again = waiting.lost(session, later, START + MINUTE, 60)
    assert [again[many[n].id] for n in (0, 3, 10, 39)] == [0, 0, 3, 3], "each goes up one step"


def test_a_regrade_waits_behind_whoever_hands_in_and_is_not_pushed_forward(
    database: Database, three: Three, submitted: str
) -> None:
    finish(database, claim(database, submitted))
    with database.write() as session:
        assert regrading.queue_again(session, [submitted]) == 1
    new = [add(database, three, three.tutor, START + MINUTE) for _ in range(12)]
    with database.read() as session:
        regraded = session.get_one(Submission, submitted)
        assert waiting.place_in_queue(session, regraded) == 13
        assert waiting.place_in_queue(session, new[-1]) == 12
    with database.write() as session:
        again = waiting.lost(session, START + 9 * MINUTE, START + 8 * MINUTE, 60)
    assert list(again)[-1] == submitted
    assert (again[submitted], again[new[-1].id]) == (9, 3)


def test_regrades_fill_no_queue_and_make_nobody_look_long_waiting(
    database: Database, three: Three, submitted: str
) -> None:
    finish(database, claim(database, submitted))
    with database.write() as session:
        regrading.queue_again(session, [submitted])
    with database.read() as session:
        assert waiting.oldest_waiting(session) is None
        assert waiting.regrades(session) == 1
        assert waiting.states(session)[State.QUEUED] == 1
    new = add(database, three, now=START + MINUTE, most_waiting=1)
    with pytest.raises(QueueFullError):
        add(database, three, most_waiting=1)
    with database.read() as session:
        assert waiting.states(session)[State.QUEUED] == 2
        assert waiting.oldest_waiting(session) == new.created_at
