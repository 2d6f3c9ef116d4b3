"""Boards are counted before anybody asks for them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import event

from submissions.database import Database
from submissions.models import Assignment, new_id
from submissions.pages.teaching import board, warming
from submissions.settings import Settings
from submissions.store import attempts
from tests.submissions.conftest import START, Three
from tests.submissions.pages.conftest import report


def handed_in(database: Database, three: Three, assignment: str, now: datetime = START) -> None:
    with database.write() as session:
        id_ = attempts.add(
            session,
            assignment_id=assignment,
            person_id=three.student,
            filename="layers.py",
            upload=b"x",
            now=now,
        ).id
    with database.write() as session:
        claimed = attempts.claim(session, id_, "task", now, 60)
        assert claimed
        assert attempts.finish(session, id_, claimed.lease, report("batch_mean"), now)


def read_of_verdicts(database: Database, assignment: str) -> int:
    """How many statements read verdicts to show the board."""
    seen: list[str] = []

    def note(_c: object, _k: object, statement: str, *_: object) -> None:
        seen.extend([statement] if "FROM verdict" in statement else [])

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        with database.read() as session:
            found = session.get_one(Assignment, assignment)
            assert board.board(session, found, board.mark(session, found)).overview.submitted == 1
    finally:
        event.remove(database.engine, "before_cursor_execute", note)
    return len(seen)


def test_a_board_that_was_counted_at_the_start_reads_no_verdict(database: Database, three: Three) -> None:
    handed_in(database, three, three.assignment)
    warming.warm(database, START + timedelta(days=1))
    assert read_of_verdicts(database, three.assignment) == 0


@pytest.mark.parametrize("late", [True, False])
def test_boards_that_nobody_needs_or_that_come_too_late_are_left_alone(
    database: Database, three: Three, late: bool
) -> None:
    handed_in(database, three, three.assignment)
    warming.warm(database, START + timedelta(days=1 if late else 60), lambda: not late)
    assert read_of_verdicts(database, three.assignment) > 0


def test_the_latest_are_kept(
    database: Database, three: Three, assignment_text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(board, "KEPT", 1)
    other = new_id()
    with database.write() as session:
        session.add(
            Assignment(id=other, course_id=three.course, slug="b", text=assignment_text, created_at=START)
        )
    handed_in(database, three, three.assignment, START + timedelta(hours=1))
    handed_in(database, three, other)
    warming.warm(database, START + timedelta(days=1))
    assert read_of_verdicts(database, three.assignment) == 0


def test_a_record_without_tables_stops_nothing(settings: Settings) -> None:
    database = Database(replace(settings, data_dir=settings.data_dir / "new"))
    warming.warm(database, START)
    database.close()


def test_the_server_counts_boards_when_it_begins(app: Flask, database: Database, three: Three) -> None:
    handed_in(database, three, three.assignment, datetime.now(UTC))
    warming.begin(app, lambda: True).join()
    assert read_of_verdicts(database, three.assignment) == 0


def test_templates_are_at_hand_before_the_first_request(app: Flask) -> None:
    warming.read_templates(app)
    cached = {str(key[1]) for key in app.jinja_env.cache or {}}
    assert {"pages/base.html", "pages/results.html"} <= cached
