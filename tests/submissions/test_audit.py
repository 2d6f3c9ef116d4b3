"""The audit trail is append-only: the database itself refuses anything else."""

from __future__ import annotations

import pytest
from sqlalchemy import delete, text, update
from sqlalchemy.exc import DBAPIError

from submissions import audit
from submissions.database import Database
from submissions.models_teaching import AuditEntry
from submissions.store import trail
from tests.submissions.conftest import Three

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite", "postgresql"])


@pytest.fixture
def lines(database: Database, three: Three) -> list[str]:
    for number in range(3):
        with database.write() as session:
            audit.record(session, three.tutor, "thing.changed", f"thing {number % 2}", three.course, n=number)
    with database.read() as session:
        return [entry.id for entry in trail.of_course(session, three.course)]


def test_lines_are_read_newest_first_and_by_their_course(
    database: Database, three: Three, lines: list[str]
) -> None:
    with database.read() as session:
        found = trail.of_course(session, three.course)
        rest = trail.of_course(session, three.course, before=lines[1])
        about = trail.of_subject(session, "thing 0")
        assert trail.of_course(session, three.other_course, before=lines[0]) == []
    assert [entry.details["n"] for entry in found] == [2, 1, 0]
    assert [entry.details["n"] for entry in rest] == [0]
    assert [entry.details["n"] for entry in about] == [2, 0]
    assert (found[0].actor_id, found[0].actor) == (three.tutor, "Emmy")


@pytest.mark.parametrize(
    "statement",
    [
        update(AuditEntry).values(action="nothing.happened"),
        delete(AuditEntry),
        text("delete from audit_entry where action = 'thing.changed'"),
    ],
)
def test_the_database_refuses_to_change_or_delete_a_line(
    database: Database, three: Three, lines: list[str], statement: object
) -> None:
    with pytest.raises(DBAPIError, match="append-only"), database.write() as session:
        session.execute(statement)  # type: ignore[call-overload]
    with database.read() as session:
        assert [entry.id for entry in trail.of_course(session, three.course)] == lines


def test_what_is_rolled_back_leaves_no_line(database: Database, three: Three) -> None:
    def fail() -> None:
        with database.write() as session:
            audit.record(session, three.tutor, "thing.changed", "thing", three.course)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    with database.read() as session:
        assert trail.of_course(session, three.course) == []
