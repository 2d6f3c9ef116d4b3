"""/api/v1/tokens, /courses/{id}/tokens and /me."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from submissions.auth import tokens
from submissions.database import Database
from submissions.models import AccessToken
from tests.submissions.api.conftest import Api, assert_problem
from tests.submissions.conftest import Three


def test_a_token_makes_one_that_can_do_less_and_never_more(
    app: Flask, personal: Api, database: Database, three: Three
) -> None:
    made = personal.post("/tokens", {"label": "laptop", "scope": ["read", "manage"]})
    assert made.status_code == 201, made.text
    secret = made.get_json()["token"]
    with database.read() as session:
        row = session.get_one(AccessToken, made.get_json()["id"])
        assert (row.person_id, row.digest) == (three.tutor, tokens.digest(secret))
    less = Api(app.test_client(), secret)
    assert less.get("/me").get_json() | {"name": ""} == {
        "person": three.tutor,
        "name": "",
        "scope": "read manage",
        "course": None,
        "expires_at": None,
        "is_admin": True,
    }
    assert_problem(less.post("/tokens", {"label": "x", "scope": ["all"]}), 403, "cannot make one for `all`")
    assert_problem(less.post("/tokens", {"label": "x", "scope": ["grade"]}), 403, "for `grade`")
    listed = less.get("/tokens").get_json()["tokens"]
    assert secret not in str(listed)
    assert made.get_json()["id"] in [line["id"] for line in listed]
    assert personal.ask("DELETE", f"/tokens/{made.get_json()['id']}").status_code == 204
    assert_problem(less.get("/me"), 401, "not known")


def test_a_token_makes_none_that_outlives_it(app: Flask, personal: Api) -> None:
    soon = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    short = personal.post("/tokens", {"label": "x", "scope": ["all"], "expires_at": soon}).get_json()
    child = Api(app.test_client(), short["token"]).post("/tokens", {"label": "y", "scope": ["all"]})
    assert child.get_json()["expires_at"] == short["expires_at"]
    past = (datetime.now(UTC) - timedelta(days=1)).isoformat()
    refused = personal.post("/tokens", {"label": "x", "scope": ["all"], "expires_at": past})
    assert_problem(refused, 422, "in the future")


def test_a_courses_token_makes_no_personal_one(tutor: Api, system: Api) -> None:
    for api in (tutor, system):
        assert_problem(api.post("/tokens", {"label": "x", "scope": ["read"]}), 403, "personal token")
        assert api.get("/tokens").get_json() == {"tokens": []}


def test_an_owner_makes_a_token_for_a_learning_system(
    app: Flask, owner: Api, three: Three, database: Database
) -> None:
    path = f"/courses/{three.course}/tokens"
    made = owner.post(path, {"label": "Moodle", "scope": ["read", "submit"]}).get_json()
    system = Api(app.test_client(), made["token"])
    assert system.get("/courses/maths").get_json()["role"] == "service"
    assert system.send_file(three.assignment).status_code == 202
    assert made["id"] in [line["id"] for line in owner.get(path).get_json()["tokens"]]
    assert owner.ask("DELETE", f"{path}/{made['id']}").status_code == 204
    assert system.get("/me").status_code == 401
    assert_problem(owner.ask("DELETE", f"{path}/{made['id']}"), 404, "no such token")


def test_nobody_revokes_what_is_not_theirs(personal: Api, student: Api, database: Database) -> None:
    with database.read() as session:
        other = tokens.find(session, str(student.token), datetime.now(UTC))
    assert other
    assert_problem(personal.ask("DELETE", f"/tokens/{other.id}"), 404, "no such token")
    assert student.get("/me").status_code == 200


@pytest.mark.parametrize("scope", [[], ["everything"], "read", [1], None])
def test_a_scope_that_is_none_is_refused(personal: Api, scope: object) -> None:
    assert_problem(personal.post("/tokens", {"label": "x", "scope": scope}), 422, "`scope")
