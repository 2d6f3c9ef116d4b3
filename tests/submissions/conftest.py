"""A course with a student, a tutor, and a stranger who is in another course and must see nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from grader.assignment import builtin_text
from submissions.database import Database
from submissions.models import Assignment, Course, Membership, Person, Role, new_id

START = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Three:
    """Ids of the people and of what they have."""

    course: str
    assignment: str
    student: str
    tutor: str
    stranger: str
    other_course: str


@pytest.fixture
def assignment_text() -> str:
    """The assignment's file."""
    return builtin_text("matrix-derivatives")


@pytest.fixture
def three(database: Database, assignment_text: str) -> Three:
    """Student and tutor of a course with one assignment; the stranger is the tutor of another."""
    ids = Three(*(new_id() for _ in range(6)))
    with database.write() as session:
        for course, slug in ((ids.course, "maths"), (ids.other_course, "physics")):
            session.add(Course(id=course, slug=slug, title=slug.title(), created_at=START))
        for person, name in ((ids.student, "Ada"), (ids.tutor, "Emmy"), (ids.stranger, "Max")):
            session.add(Person(id=person, name=name, created_at=START))
        session.flush()
        for course, person, role in (
            (ids.course, ids.student, Role.STUDENT),
            (ids.course, ids.tutor, Role.TUTOR),
            (ids.other_course, ids.stranger, Role.TUTOR),
        ):
            session.add(Membership(course_id=course, person_id=person, role=role))
        session.add(
            Assignment(
                id=ids.assignment,
                course_id=ids.course,
                slug="matrix-derivatives",
                text=assignment_text,
                created_at=START,
            )
        )
    return ids
