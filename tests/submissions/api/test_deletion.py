"""Deleting an assignment: never what students handed in."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from sqlalchemy import func, select

from submissions.database import Database
from submissions.models import Assignment, Membership, Role, Submission
from submissions.models_teaching import EarlierVersion, Extension
from submissions.store import trail
from tests.submissions.api.conftest import Api, assert_problem
from tests.submissions.conftest import START, Three

both = pytest.mark.parametrize("engine_name", ["sqlite", "postgresql"])


def delete(api: Api, three: Three) -> int:
    return api.change(f"/assignments/{three.assignment}", None, "DELETE").status_code


@both
def test_what_only_tutors_tried_goes_with_all_that_hangs_on_it(
    tutor: Api, three: Three, database: Database
) -> None:
    assert tutor.send_file(three.assignment).status_code == 202
    with database.write() as session:
        found = session.get_one(Assignment, three.assignment)
        digest = found.text
        session.add(EarlierVersion(assignment_id=found.id, digest="d", text=digest, replaced_at=START))
        session.add(
            Extension(
                assignment_id=found.id,
                person_id=three.student,
                more_attempts=1,
                reason="ill",
                created_at=START,
            )
        )
    path = f"/assignments/{three.assignment}"
    assert_problem(tutor.ask("DELETE", path), 428, "If-Match")
    assert_problem(tutor.ask("DELETE", path, headers={"If-Match": '"old"'}), 412, "changed since")
    assert delete(tutor, three) == 204
    assert tutor.get(path).status_code == 404
    with database.read() as session:
        for table in (Assignment, Submission, EarlierVersion, Extension):
            assert session.scalar(select(func.count()).select_from(table)) == 0
        [line] = trail.of_course(session, three.course)
        assert (line.action, line.details["slug"], line.details["tried"]) == (
            "assignment.deleted",
            "matrix-derivatives",
            1,
        )


@both
def test_what_somebody_handed_in_is_never_deleted_so(
    tutor: Api, student: Api, system: Api, three: Three, database: Database
) -> None:
    assert student.send_file(three.assignment).status_code == 202
    assert_problem(
        tutor.change(f"/assignments/{three.assignment}", None, "DELETE"), 409, "`published`: false"
    )
    with database.write() as session:  # who left the course has still handed in
        session.delete(session.get_one(Membership, (three.course, three.student)))
    assert delete(tutor, three) == 409
    with database.write() as session:
        session.query(Submission).delete()
    assert system.send_file(three.assignment).status_code == 202
    assert delete(tutor, three) == 409
    with database.write() as session:
        session.get_one(Submission, session.scalars(select(Submission.id)).one()).person_id = three.tutor
    assert delete(tutor, three) == 204


def test_only_staff_of_the_course_may(student: Api, stranger: Api, three: Three, database: Database) -> None:
    assert (delete(student, three), delete(stranger, three)) == (403, 404)
    with database.write() as session:
        session.get_one(Membership, (three.course, three.student)).role = Role.TUTOR
    assert delete(student, three) == 204


@both
def test_what_comes_at_the_same_moment_is_kept_or_refused(
    app: Flask, tutor: Api, student: Api, three: Three, database: Database
) -> None:
    def hand_in(_: int) -> int:
        return Api(app.test_client(), student.token).send_file(three.assignment).status_code

    with ThreadPoolExecutor(4) as pool:
        sent = pool.map(hand_in, range(3))
        deleted = delete(Api(app.test_client(), tutor.token), three)
        statuses = set(sent)
    with database.read() as session:
        kept = session.scalar(select(func.count()).select_from(Submission))
    assert (deleted, statuses, kept) in [(409, {202}, 3), (204, {404}, 0)]
