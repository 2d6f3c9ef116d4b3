"""Ids of what belongs to others, in every address that takes one (OWASP API1:2023)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask

from submissions.database import Database
from submissions.models import Assignment, Membership, Person, Role, new_id
from tests.submissions.api.conftest import Api
from tests.submissions.api.test_matrix import REFUSED, World, ask, operations, people, token, world
from tests.submissions.conftest import START, Three

__all__ = ["people", "world"]
People = dict[str, tuple[str, str | None]]
INNER = (
    "group_id",
    "comment_id",
    "regrade_id",
    "webhook_id",
    "delivery_id",
    "token_id",
    "person_id",
    "trial_id",
)
"""Ids of what lies inside a course or an assignment, which stands before them in the address."""


@pytest.fixture
def elsewhere(database: Database, three: Three, assignment_text: str) -> str:
    """The id of an assignment of the other course, whose owner is the stranger."""
    made = new_id()
    with database.write() as session:
        session.get_one(Membership, (three.other_course, three.stranger)).role = Role.OWNER
        session.add(
            Assignment(
                id=made, course_id=three.other_course, slug="waves", text=assignment_text, created_at=START
            )
        )
    return made


def test_what_belongs_to_another_course_is_not_reached_through_ones_own(
    app: Flask, database: Database, world: World, people: People, three: Three, elsewhere: str
) -> None:
    """The owner of one course names it, and behind it what lies inside another."""
    mixed = replace(world, course_id=three.other_course, assignment_id=elsewhere)
    foreign = token(database, *people["owner"])[1]
    secret, _ = token(database, three.stranger, None)
    tried = {
        (method, path): ask(app, secret, method, path, mixed, foreign)
        for method, path, _ in operations(app)
        if path.startswith(("/courses/{", "/assignments/{")) and any(f"{{{name}}}" in path for name in INNER)
    }
    assert len(tried) > 15
    assert {one: status for one, status in tried.items() if status != 404} == {}


def test_being_staff_elsewhere_helps_nobody_here(
    app: Flask, database: Database, world: World, three: Three, elsewhere: str
) -> None:
    """A student of this course who owns another one gets, by a personal token, what students get."""
    with database.write() as session:
        session.add(Membership(course_id=three.course, person_id=three.stranger, role=Role.STUDENT))
    mixed, _ = token(database, three.stranger, None)
    plain, _ = token(database, _classmate(database, three), None)
    for method, path, _ in operations(app):
        if "{" in path and not path.endswith("/events") and path != "/tokens/{token_id}":
            answers = {ask(app, secret, method, path, world, "x") for secret in (mixed, plain)}
            assert len(answers) == 1, (method, path, answers)


def test_a_classmate_sees_nothing_of_what_others_hand_in(
    app: Flask, database: Database, world: World, three: Three
) -> None:
    secret, _ = token(database, _classmate(database, three), three.course)
    seen = [
        (method, path)
        for method, path, _ in operations(app)
        if "{submission_id}" in path or "{person_id}" in path
        if ask(app, secret, method, path, world, "x") not in REFUSED
    ]
    assert seen == []
    listed = Api(app.test_client(), secret).get(
        f"/assignments/{three.assignment}/submissions?person={three.student}"
    )
    assert listed.get_json() == {"submissions": []}


def test_the_token_of_a_course_stays_in_it_whatever_its_person_is_elsewhere(
    app: Flask, database: Database, world: World, three: Three, elsewhere: str
) -> None:
    with database.write() as session:
        session.add(Membership(course_id=three.course, person_id=three.stranger, role=Role.OWNER))
    secret, _ = token(database, three.stranger, three.other_course)
    reached = [
        (method, path)
        for method, path, _ in operations(app)
        if "{" in path and ask(app, secret, method, path, world, "x") not in REFUSED
    ]
    assert reached == []


def _classmate(database: Database, three: Three) -> str:
    id_ = new_id()
    with database.write() as session:
        session.add(Person(id=id_, name="Sofia", created_at=START))
        session.flush()
        session.add(Membership(course_id=three.course, person_id=id_, role=Role.STUDENT))
    return id_
