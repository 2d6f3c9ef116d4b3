"""Loading with authorisation, on both databases; the endpoints' tests go through the same doors."""

from __future__ import annotations

from datetime import timedelta

import pytest

from submissions import access
from submissions.access import NotFoundError
from submissions.database import Database
from submissions.models import Assignment, Membership, Role, new_id
from submissions.store import attempts
from tests.submissions.conftest import START, Three

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite", "postgresql"])


@pytest.fixture
def submission(database: Database, three: Three) -> str:
    with database.write() as session:
        return attempts.add(
            session,
            assignment_id=three.assignment,
            person_id=three.student,
            filename="a.py",
            upload=b"x",
            now=START,
        ).id


def test_roles(database: Database, three: Three) -> None:
    with database.read() as session:
        assert access.role_in(session, three.student, three.course) is Role.STUDENT
        assert access.role_in(session, three.stranger, three.course) is None
        assert access.is_staff(session, three.tutor, three.course)
        assert not access.is_staff(session, three.student, three.course)
        assert not access.is_staff(session, three.tutor, three.other_course)


@pytest.mark.parametrize("key", ["nothing", "", "a\0b", "MATRIX-DERIVATIVES", "%", "ü" * 500])
def test_an_unknown_key_is_not_found(database: Database, three: Three, key: str) -> None:
    with database.read() as session:
        with pytest.raises(NotFoundError):
            access.assignment_for(session, three.student, key)
        with pytest.raises(NotFoundError):
            access.submission_for(session, three.student, key)


def test_a_slug_in_two_courses_asks_for_the_id(database: Database, three: Three) -> None:
    other = new_id()
    with database.write() as session:
        session.add(
            Assignment(
                id=other,
                course_id=three.other_course,
                slug="matrix-derivatives",
                text="",
                created_at=START + timedelta(1),
            )
        )
        session.add(Membership(course_id=three.other_course, person_id=three.student, role=Role.STUDENT))
    with database.read() as session:
        with pytest.raises(NotFoundError, match="use its id"):
            access.assignment_for(session, three.student, "matrix-derivatives")
        assert access.assignment_for(session, three.student, other).id == other
        narrowed = access.assignment_for(session, three.student, "matrix-derivatives", three.course)
        assert narrowed.id == three.assignment


def test_a_token_reaches_no_further_than_its_course(
    database: Database, three: Three, submission: str
) -> None:
    with database.read() as session:
        assert access.submission_for(session, three.tutor, submission).id == submission
        assert access.submission_for(session, three.tutor, submission, three.course).id == submission
        with pytest.raises(NotFoundError):
            access.submission_for(session, three.tutor, submission, three.other_course)
        assert access.assignments_for(session, three.tutor, three.other_course) == []


def test_who_left_the_course_sees_nothing_of_it(database: Database, three: Three, submission: str) -> None:
    with database.write() as session:
        session.delete(session.get_one(Membership, (three.course, three.student)))
    with database.read() as session:
        assert access.assignments_for(session, three.student) == []
        with pytest.raises(NotFoundError):
            access.submission_for(session, three.student, submission)


def test_a_tutor_of_another_course_is_a_stranger(database: Database, three: Three, submission: str) -> None:
    with database.read() as session, pytest.raises(NotFoundError):
        access.submission_for(session, three.stranger, submission)
