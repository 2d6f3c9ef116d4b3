"""What counts, read from the record, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import event

from submissions import access
from submissions.database import Database
from submissions.models import Assignment, Membership, Person, Role, new_id
from submissions.models_teaching import Extension
from submissions.store import attempts, counting, reviewing
from tests.submissions.conftest import START, Three

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite", "postgresql"])
DAY = timedelta(days=1)


def hand_in(database: Database, three: Three, person: str, points: float | None, at: datetime = START) -> str:
    with database.write() as session:
        submission = attempts.add(
            session, assignment_id=three.assignment, person_id=person, filename="a.py", upload=b"x", now=at
        )
        if points is not None:
            claimed = attempts.claim(session, submission.id, "task", at, 60)
            assert claimed
            attempts.finish(session, submission.id, claimed.lease, {"points": points}, at)
    return submission.id


def counted(database: Database, three: Three, viewer: str | None = None) -> counting.Standing:
    with database.read() as session:
        assignment = access.assignment_for(session, three.tutor, three.assignment)
        return counting.for_person(session, assignment, three.student, viewer or three.student)


def set_rules(database: Database, three: Three, due_at: datetime | None = None, **rules: object) -> None:
    with database.write() as session:
        assignment = session.get_one(Assignment, three.assignment)
        assignment.rules, assignment.due_at = rules, due_at


def test_nothing_counts_before_anything_is_graded(database: Database, three: Three) -> None:
    assert counted(database, three).counted.points is None
    hand_in(database, three, three.student, None)
    found = counted(database, three)
    assert found.counted.sentence == "Nothing counts yet: the attempt is still being graded."
    assert len(found.attempts) == 1


def test_the_rules_decide_what_counts(database: Database, three: Three) -> None:
    set_rules(database, three, START + DAY, late_days=5, late_per_day=2)
    hand_in(database, three, three.student, 12)
    hand_in(database, three, three.student, 16, START + 1.5 * DAY)
    assert counted(database, three).counted.sentence == (
        "Attempt 2 counts: it is the best, 14 of 20; 2 points off because it came 1 day late."
    )
    with database.write() as session:
        session.add(
            Extension(
                assignment_id=three.assignment,
                person_id=three.student,
                due_at=START + 2 * DAY,
                reason="ill",
                created_at=START,
            )
        )
    assert counted(database, three).counted.points == 16
    set_rules(database, three, START + DAY, counts="last")
    hand_in(database, three, three.student, 3)
    assert counted(database, three).counted.points == 3


def test_points_by_hand_win_until_they_are_taken_back(database: Database, three: Three) -> None:
    first = hand_in(database, three, three.student, 12)
    hand_in(database, three, three.student, 15)
    with database.write() as session:
        reviewing.override(session, first, three.tutor, 18, "a right idea", START + DAY)
    assert counted(database, three).counted.sentence == "Attempt 1 counts: your tutor gave it 18 of 20."
    with database.write() as session:
        reviewing.override(session, first, three.tutor, None, "mistaken", START + DAY)
    assert (counted(database, three).counted.attempt, counted(database, three).counted.points) == (2, 15)


def test_what_counts_for_everyone_is_what_counts_for_each_in_a_fixed_number_of_queries(
    database: Database, three: Three
) -> None:
    others = [new_id() for _ in range(5)]
    with database.write() as session:
        for at, person in enumerate(others):
            session.add(Person(id=person, name=f"Person {at}", created_at=START))
        session.flush()
        for person in others:
            session.add(Membership(course_id=three.course, person_id=person, role=Role.STUDENT))
        session.add(
            Extension(
                assignment_id=three.assignment,
                person_id=others[0],
                more_attempts=2,
                reason="ill",
                created_at=START,
            )
        )
    for at, person in enumerate([three.student, *others[1:]]):
        for points in (3, at, 7):
            latest = hand_in(database, three, person, points)
        with database.write() as session:
            reviewing.override(session, latest, three.tutor, at, "", START + DAY)
    with database.read() as session:
        assignment = access.assignment_for(session, three.tutor, three.assignment)
        each = {
            person: counting.for_person(session, assignment, person, three.tutor)
            for person in (three.student, *others)
        }
    statements: list[str] = []
    with database.read() as session:
        assignment = access.assignment_for(session, three.tutor, three.assignment)
        event.listen(database.engine, "before_cursor_execute", lambda *what: statements.append(what[2]))
        everyone = counting.for_everyone(session, assignment)
    for standing in each.values():  # to list everyone's, files' names are not read
        standing.attempts[:] = [replace(one, filename="", verdict_id=None) for one in standing.attempts]
    for standing in everyone.values():
        standing.attempts[:] = [replace(one, verdict_id=None) for one in standing.attempts]
    assert everyone == each
    assert len([text for text in statements if text.upper().startswith("SELECT")]) == 5
    some = sorted(everyone)[1:3]
    with database.read() as session:
        assert counting.people(session, three.assignment, sorted(everyone)[0], 2) == some
        assert list(counting.for_everyone(session, assignment, some)) == some
