"""How far a grading is, as it is told to who waits; on both databases."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from submissions.database import Database
from submissions.models import Progress, Submission
from submissions.store import progress
from tests.submissions.conftest import Three
from tests.submissions.store.histories import add, claim, finish

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite", "postgresql"])
HALF, WHOLE = {"affine_backward": (2, 4), "f": (0, 3)}, {"affine_backward": (4, 4), "f": (3, 3)}


def seen(database: Database, submission_id: str) -> dict[str, tuple[int, int]]:
    with database.read() as session:
        return progress.of(session, session.get_one(Submission, submission_id))


def note(database: Database, submission_id: str, lease: str, calls: dict[str, tuple[int, int]]) -> None:
    with database.write() as session:
        progress.note(session, submission_id, lease, calls)


def test_the_newest_note_is_seen_while_it_runs_in_its_order(database: Database, three: Three) -> None:
    submitted = add(database, three).id
    assert seen(database, submitted) == {}
    claimed = claim(database, submitted)
    assert seen(database, submitted) == {}
    note(database, submitted, claimed.lease, HALF)
    assert list(seen(database, submitted).items()) == list(HALF.items())
    note(database, submitted, claimed.lease, WHOLE)
    assert seen(database, submitted) == WHOLE
    finish(database, claimed)
    assert seen(database, submitted) == {}


def test_who_does_not_hold_the_lease_is_not_heard(database: Database, three: Three) -> None:
    claimed = claim(database, add(database, three).id)
    note(database, claimed.id, "another", HALF)
    assert seen(database, claimed.id) == {}
    finish(database, claimed)
    note(database, claimed.id, claimed.lease, HALF)
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(Progress)) == 0


def test_what_is_over_is_forgotten_and_what_goes_on_is_kept(database: Database, three: Three) -> None:
    over, going = (claim(database, add(database, three).id) for _ in range(2))
    for one in (over, going):
        note(database, one.id, one.lease, HALF)
    finish(database, over)
    with database.write() as session:
        progress.forget(session)
    with database.read() as session:
        assert session.scalars(select(Progress.submission_id)).all() == [going.id]
