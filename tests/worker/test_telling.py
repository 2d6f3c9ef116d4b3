"""What takes a while is told of, and nothing else; and it never harms a grading."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import pytest

from grader.messages import Call, Job
from submissions.database import Database
from submissions.models import Submission
from submissions.store import progress
from tests.submissions.conftest import Three
from tests.submissions.store.histories import add, claim
from worker.telling import Teller

JOB = Job(b"", (), (Call("f", ()), Call("f", ())))


@pytest.fixture
def teller(database: Database) -> Iterator[Teller]:
    teller = Teller(database, every=0.01)
    yield teller
    teller.close()


def told(database: Database, submission_id: str) -> dict[str, tuple[int, int]]:
    with database.read() as session:
        return progress.of(session, session.get_one(Submission, submission_id))


def comes(what: Callable[[], bool]) -> bool:
    end = time.monotonic() + 30
    while not what():
        if time.monotonic() > end:
            return False
        time.sleep(0.005)
    return True


def test_who_waits_hears_of_each_step(database: Database, three: Three, teller: Teller) -> None:
    for _ in range(2):  # a grading after the other
        claimed = claim(database, add(database, three).id)
        with teller.following(claimed.id, claimed.lease) as how_far:
            how_far.whole(JOB)
            how_far.begin(JOB.calls)
            assert comes(lambda of=claimed.id: told(database, of) == {"f": (0, 2)})  # type: ignore[misc]
            how_far.hear()
            assert comes(lambda of=claimed.id: told(database, of) == {"f": (1, 2)})  # type: ignore[misc]


def test_a_grading_that_is_quick_writes_nothing(database: Database, three: Three) -> None:
    teller, claimed = Teller(database, every=3600), claim(database, add(database, three).id)
    with teller.following(claimed.id, claimed.lease) as how_far:
        how_far.whole(JOB)
    teller.close()
    assert told(database, claimed.id) == {}


def test_a_record_that_is_away_is_no_fault(
    database: Database, three: Three, teller: Teller, monkeypatch: pytest.MonkeyPatch
) -> None:
    claimed, tried = claim(database, add(database, three).id), []

    def away(*_: object) -> None:
        tried.append(1)
        if len(tried) < 3:
            raise OSError

    with monkeypatch.context() as patched:
        patched.setattr(progress, "note", away)
        with teller.following(claimed.id, claimed.lease) as how_far:
            how_far.whole(JOB)
            assert comes(lambda: len(tried) >= 3)
