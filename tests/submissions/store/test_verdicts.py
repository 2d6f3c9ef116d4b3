"""Reading results, on both databases."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import event

from submissions.database import Database
from submissions.models import Membership, Person, Role, State, new_id
from submissions.store import attempts, verdicts
from tests.submissions.conftest import START, Three

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite", "postgresql"])


def hand_in(database: Database, three: Three, person: str, points: float | None, minutes: int = 0) -> str:
    """An attempt; graded if `points` are given."""
    now = START + timedelta(minutes=minutes)
    with database.write() as session:
        submission = attempts.add(
            session, assignment_id=three.assignment, person_id=person, filename="a.py", upload=b"x", now=now
        )
        if points is not None:
            claimed = attempts.claim(session, submission.id, "task", now, 60)
            assert claimed
            attempts.finish(session, submission.id, claimed.lease, {"points": points}, now)
    return submission.id


def test_a_history_has_numbers_and_points(database: Database, three: Three) -> None:
    first = hand_in(database, three, three.student, 3.0)
    hand_in(database, three, three.tutor, 20.0)
    second = hand_in(database, three, three.student, None, minutes=1)
    with database.read() as session:
        found = verdicts.history(session, three.assignment, three.student)
    assert [(a.id, a.number, a.points, a.state) for a in found] == [
        (second, 2, None, State.QUEUED),
        (first, 1, 3.0, State.GRADED),
    ]
    assert found[0].created_at == START + timedelta(minutes=1)


def test_a_standing_has_the_latest_and_the_best(database: Database, three: Three) -> None:
    hand_in(database, three, three.student, 12.0)
    latest = hand_in(database, three, three.student, 5.0, minutes=1)
    with database.read() as session:
        [ada] = verdicts.standings(session, three.assignment)
    assert (ada.name, ada.attempts, ada.best_points) == ("Ada", 2, 12.0)
    assert ada.latest
    assert (ada.latest.id, ada.latest.points, ada.latest.number) == (latest, 5.0, 2)


def test_standings_have_every_student_and_whoever_else_handed_in(database: Database, three: Three) -> None:
    idle = new_id()
    with database.write() as session:
        session.add(Person(id=idle, name="Zoe", created_at=START))
        session.flush()
        session.add(Membership(course_id=three.course, person_id=idle, role=Role.STUDENT))
    with database.read() as session:
        assert [s.name for s in verdicts.standings(session, three.assignment)] == ["Ada", "Zoe"]
    hand_in(database, three, three.tutor, 1.0)
    with database.read() as session:
        found = verdicts.standings(session, three.assignment)
    assert [(s.name, s.role, s.attempts) for s in found] == [
        ("Ada", Role.STUDENT, 0),
        ("Emmy", Role.TUTOR, 1),
        ("Zoe", Role.STUDENT, 0),
    ]
    assert found[0].latest is None


def test_standings_come_in_parts_by_name(database: Database, three: Three) -> None:
    people = [new_id() for _ in range(3)]
    with database.write() as session:
        for at, person in enumerate(people):
            session.add(Person(id=person, name=f"Bo {at // 2}", created_at=START))
        session.flush()
        for person in people:
            session.add(Membership(course_id=three.course, person_id=person, role=Role.STUDENT))
    hand_in(database, three, people[1], 4.0)
    with database.read() as session:
        whole = verdicts.standings(session, three.assignment)
        first = verdicts.standings(session, three.assignment, limit=2)
        rest = verdicts.standings(session, three.assignment, first[-1].person_id, 100)
    assert first + rest == whole
    assert len(whole) == 4
    assert [one.attempts for one in whole if one.person_id == people[1]] == [1]


def test_standings_are_two_queries_however_many_there_are(database: Database, three: Three) -> None:
    for minutes in range(5):
        hand_in(database, three, three.student, 1.0, minutes)
    statements: list[str] = []
    with database.read() as session:
        event.listen(database.engine, "before_cursor_execute", lambda *what: statements.append(what[2]))
        verdicts.standings(session, three.assignment)
    assert len([text for text in statements if text.upper().startswith(("SELECT", "WITH"))]) == 2


def test_the_newest_verdict_counts(database: Database, three: Three) -> None:
    submission = hand_in(database, three, three.student, 7.0)
    with database.read() as session:
        verdict = verdicts.latest_verdict(session, submission)
        assert verdict
        assert verdict.points == 7.0
        assert verdicts.latest_verdict(session, "nothing") is None
