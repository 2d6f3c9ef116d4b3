"""The audit trail as it is read, on both databases."""

from __future__ import annotations

import pytest

from submissions import audit
from submissions.database import Database
from submissions.store import trail
from tests.submissions.conftest import Three

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite", "postgresql"])


def test_a_window_goes_on_where_the_last_one_ended(
    database: Database, three: Three, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trail, "WINDOW", 2)
    for at in range(5):
        with database.write() as session:
            audit.record(session, three.tutor, "thing.done", f"s{at}", three.course, at=at)
            audit.record(session, three.stranger, "thing.done", "s0", three.other_course)
    seen, before = [], None
    while True:
        with database.read() as session:
            page = trail.of_course(session, three.course, before)
        if not page:
            break
        seen += [(line.actor, line.details["at"]) for line in page]
        before = page[-1].id
    assert seen == [("Emmy", at) for at in (4, 3, 2, 1, 0)]


def test_of_whom_the_record_knows_nothing_more_stands_no_name(database: Database, three: Three) -> None:
    with database.write() as session:
        audit.record(session, None, "thing.swept", "s", three.course)
        audit.record(session, "somebody deleted", "thing.done", "s", three.course)
    with database.read() as session:
        found = trail.of_subject(session, "s")
    assert sorted((line.action, line.actor) for line in found) == [("thing.done", ""), ("thing.swept", None)]
