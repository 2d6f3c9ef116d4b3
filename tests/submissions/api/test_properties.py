"""Fields that are not declared, in what is sent and in what is answered (OWASP API3:2023)."""

from __future__ import annotations

from typing import Any

from flask import Flask

from submissions.database import Database
from submissions.models import Course, Membership, Person
from tests.submissions.api.conftest import Api, assert_problem
from tests.submissions.api.test_matrix import operations
from tests.submissions.conftest import Three

SECRET = {"hash", "secret", "old_secret", "password", "lease", "holder", "sessions", "token"}
"""Names of columns, and of what is shown once."""


def test_every_body_and_every_query_refuses_what_it_does_not_know(app: Flask) -> None:
    read_by_hand = {"/assignments/{assignment_id}/submissions"}  # see test_submissions
    for method, path, declared in operations(app):
        for model in (declared.takes, declared.query):
            if model is not None and path not in read_by_hand:
                assert model.model_config.get("extra") == "forbid", (method, path)


def test_nobody_writes_what_is_not_theirs_to_write(owner: Api, three: Three, database: Database) -> None:
    course, member = f"/courses/{three.course}", f"/courses/{three.course}/members/{three.student}"
    for path, sent in (
        (course, {"title": "x", "id": three.other_course}),
        (course, {"title": "x", "slug": "physics"}),
        (member, {"group": None, "person": three.stranger}),
        (member, {"group": None, "is_admin": True}),
        (member, {"group": None, "course_id": three.other_course}),
    ):
        assert_problem(owner.change(path, sent), 422, "is not known here")
    assert owner.change(course, {"join_code": "ABCD-EFGH"}).status_code == 422, "codes are drawn, not chosen"
    assert owner.change(member, {"role": "service"}).status_code == 422
    with database.read() as session:
        assert session.get_one(Course, three.course).title == "Maths"
        assert session.get_one(Membership, (three.course, three.student)).role == "student"
        assert not session.get_one(Person, three.student).is_admin


def test_no_answer_is_described_with_a_secret_but_those_that_are_shown_once(anonymous: Api) -> None:
    schemas: dict[str, Any] = anonymous.get("/openapi.json").get_json()["components"]["schemas"]
    told = {schema for schema, described in schemas.items() if SECRET & set(described.get("properties", {}))}
    assert told == {"NewTokenOut", "NewWebhookOut"}
    tokens = [described["properties"] for name, described in schemas.items() if name.endswith("TokenOut")]
    assert tokens
    assert all("digest" not in properties for properties in tokens)
