"""What takes a while is told of, and nothing else; and it never harms a grading."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import pytest

from grader.messages import Call, Job
from submissions.database import Database
from submissions.models import Submission
from submissions.store import progress
from tests.service import until
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


def is_told(database: Database, submission_id: str, calls: dict[str, tuple[int, int]]) -> bool:
    return told(database, submission_id) == calls


def test_who_waits_hears_of_each_step(database: Database, three: Three, teller: Teller) -> None:
    for _ in range(2):  # a grading after the other
        claimed = claim(database, add(database, three).id)
        with teller.following(claimed.id, claimed.lease) as how_far:
            how_far.whole(JOB)
            how_far.begin(JOB.calls)
            until(partial(is_told, database, claimed.id, {"f": (0, 2)}))
            how_far.hear()
            until(partial(is_told, database, claimed.id, {"f": (1, 2)}))


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
            until(lambda: len(tried) >= 3)
