"""The header Idempotency-Key, on both databases."""

from __future__ import annotations

import io
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from submissions.database import Database
from submissions.models import Submission
from submissions.models_programs import Replay
from tests.submissions.api.conftest import SOURCE, Api, assert_problem
from tests.submissions.conftest import Three

both = pytest.mark.parametrize("engine_name", ["sqlite", "postgresql"])
PATH = "/assignments/matrix-derivatives/submissions"


def send(api: Api, key: str, source: str = "x") -> Any:
    return api.post(PATH, {"source": source}, headers={"Idempotency-Key": key})


def stored(database: Database) -> int:
    with database.read() as session:
        return session.scalar(select(func.count()).select_from(Submission)) or 0


@both
def test_the_same_request_is_done_once_and_answered_the_same(student: Api, database: Database) -> None:
    first, again = send(student, "k1"), send(student, "k1")
    assert first.status_code == again.status_code == 202
    assert first.get_data() == again.get_data()
    assert (first.headers["Location"], "Idempotency-Replayed" in first.headers) == (
        again.headers["Location"],
        False,
    )
    assert again.headers["Idempotency-Replayed"] == "true"
    assert stored(database) == 1
    assert send(student, "k2").get_json()["id"] != first.get_json()["id"]


@both
def test_a_form_whose_boundary_is_drawn_anew_is_the_same_request(student: Api, database: Database) -> None:
    def post(content: bytes) -> Any:
        data = {"file": (io.BytesIO(content), "layers.py")}
        return student.ask("POST", PATH, data=data, headers={"Idempotency-Key": "k"})

    assert post(SOURCE).get_json()["id"] == post(SOURCE).get_json()["id"]
    assert_problem(post(SOURCE + b"#"), 422, "another request")
    assert stored(database) == 1


@both
def test_another_body_or_address_under_the_same_key_is_refused(student: Api, three: Three) -> None:
    send(student, "k")
    assert_problem(send(student, "k", "y"), 422, "another request")
    other = student.post(
        f"/assignments/{three.assignment}/submissions", {"source": "x"}, headers={"Idempotency-Key": "k"}
    )
    assert_problem(other, 422, "another request")


@both
def test_a_key_belongs_to_its_token(student: Api, tutor: Api, database: Database) -> None:
    assert send(student, "k").get_json()["id"] != send(tutor, "k", "y").get_json()["id"]
    assert stored(database) == 2


@both
def test_what_failed_may_be_mended_under_the_same_key(student: Api) -> None:
    assert send(student, "k", "").status_code == 422
    assert send(student, "k").status_code == 202


@both
def test_of_many_at_once_one_is_done(app: Flask, student: Api, database: Database) -> None:
    def once(_: int) -> int:
        return int(send(Api(app.test_client(), student.token), "k").status_code)

    with ThreadPoolExecutor(6) as pool:
        codes = set(pool.map(once, range(12)))
    assert codes <= {202, 409}
    assert stored(database) == 1


@both
def test_while_the_first_is_worked_on_a_second_waits(student: Api, database: Database) -> None:
    send(student, "k")
    with database.write() as session:
        session.execute(update(Replay).values(status=None, body=None))
    waiting = send(student, "k")
    assert_problem(waiting, 409, "still being worked on")
    assert waiting.headers["Retry-After"]
    with database.write() as session:  # its process died
        session.execute(update(Replay).values(created_at=datetime.now(UTC) - timedelta(minutes=3)))
    assert send(student, "k").status_code == 202


@both
def test_after_a_day_a_key_is_forgotten(student: Api, database: Database) -> None:
    first = send(student, "k").get_json()["id"]
    with database.write() as session:
        session.execute(update(Replay).values(created_at=datetime.now(UTC) - timedelta(hours=25)))
    assert send(student, "k").get_json()["id"] != first
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(Replay)) == 1


@both
def test_a_secret_that_is_shown_once_is_not_kept(personal: Api, database: Database) -> None:
    body = {"label": "x", "scope": ["read"]}
    made = personal.post("/tokens", body, headers={"Idempotency-Key": "k"})
    assert made.status_code == 201
    with database.read() as session:
        assert session.scalars(select(Replay.body)).all() == [None]
    again = personal.post("/tokens", body, headers={"Idempotency-Key": "k"})
    assert_problem(again, 409, "shown once only")


@pytest.mark.parametrize("key", ["", "a b", "ü", "x" * 256])
def test_a_key_that_is_none_is_refused(student: Api, key: str, database: Database) -> None:
    assert_problem(send(student, key), 422, "visible characters")
    assert stored(database) == 0
