"""The API as three people and a learning system see it, each with a token of their own."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pytest
import redis
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from submissions.app import create_app
from submissions.auth import tokens
from submissions.database import Database
from submissions.models import AccessToken, Membership, Person, Role, new_id
from submissions.services import KEY
from submissions.settings import Settings
from tests.submissions.conftest import START, Three

SOURCE = b"def affine_backward(dout, cache):\n    return dout\n"


class Api:
    """The API for the holder of one token; None sends none."""

    def __init__(self, client: FlaskClient, token: str | None) -> None:
        self._client = client
        self.token = token

    def ask(self, method: str, path: str, **more: Any) -> TestResponse:
        """A request below /api/v1."""
        headers = dict(more.pop("headers", {}))
        if self.token is not None:
            headers["Authorization"] = f"Bearer {self.token}"
        return self._client.open(f"/api/v1{path}", method=method, headers=headers, **more)

    def get(self, path: str) -> TestResponse:
        """Read."""
        return self.ask("GET", path)

    def post(self, path: str, body: Any, **more: Any) -> TestResponse:
        """Send JSON."""
        return self.ask("POST", path, json=body, **more)

    def change(self, path: str, body: Any, method: str = "PATCH") -> TestResponse:
        """Change what is at the address as it is now."""
        known = self.get(path).headers.get("ETag", "*")
        more = {} if body is None else {"json": body}
        return self.ask(method, path, headers={"If-Match": known}, **more)

    def send_file(
        self, assignment: str, content: bytes = SOURCE, filename: str = "layers.py", field: str = "file"
    ) -> TestResponse:
        """Hand in a file the way a form does."""
        data = {field: (io.BytesIO(content), filename)}
        return self.ask("POST", f"/assignments/{assignment}/submissions", data=data)

    def send_json(self, assignment: str, body: Any) -> TestResponse:
        """Hand in JSON."""
        return self.ask("POST", f"/assignments/{assignment}/submissions", json=body)


def assert_problem(response: TestResponse, status: int, says: str) -> None:
    """RFC 9457: the media type, the members, and a detail that says what to do."""
    assert response.status_code == status, response.text
    assert response.content_type == "application/problem+json"
    assert response.json is not None
    assert response.json["status"] == status
    assert response.json["type"] == "about:blank"
    assert response.json["title"]
    assert says in response.json["detail"]


@pytest.fixture
def app(settings: Settings, database: Database, broker: redis.Redis) -> Iterator[Flask]:
    """The web application with a record, and a broker that is empty."""
    app = create_app(settings)
    app.config["TESTING"] = False  # errors are answered, as in production
    yield app
    app.extensions[KEY].database.close()
    app.extensions[KEY].queue.close()


@pytest.fixture
def anonymous(app: Flask) -> Api:
    """Without a token."""
    return Api(app.test_client(), None)


@pytest.fixture
def student(app: Flask, database: Database, three: Three) -> Api:
    """The student's token."""
    return _with_token(app, database, three.student, three.course)


@pytest.fixture
def tutor(app: Flask, database: Database, three: Three) -> Api:
    """The tutor's token."""
    return _with_token(app, database, three.tutor, three.course)


@pytest.fixture
def stranger(app: Flask, database: Database, three: Three) -> Api:
    """The token of the tutor of another course."""
    return _with_token(app, database, three.stranger, three.other_course)


@pytest.fixture
def owner(app: Flask, database: Database, three: Three) -> Api:
    """The token of the course's owner."""
    person = new_id()
    with database.write() as session:
        session.add(Person(id=person, name="Olga", created_at=START))
        session.flush()
        session.add(Membership(course_id=three.course, person_id=person, role=Role.OWNER))
    return _with_token(app, database, person, three.course)


@pytest.fixture
def personal(app: Flask, database: Database, three: Three) -> Api:
    """A personal token of the tutor, who is an administrator."""
    with database.write() as session:
        session.get_one(Person, three.tutor).is_admin = True
    return _with_token(app, database, three.tutor, None)


@pytest.fixture
def system(app: Flask, database: Database, three: Three) -> Api:
    """The token of the course's learning system."""
    service = new_id()
    with database.write() as session:
        session.add(Person(id=service, name="LMS", created_at=START))
        session.flush()
        session.add(Membership(course_id=three.course, person_id=service, role=Role.SERVICE))
    return _with_token(app, database, service, three.course)


def _with_token(app: Flask, database: Database, person: str, course: str | None) -> Api:
    token = tokens.new()
    with database.write() as session:
        session.add(
            AccessToken(
                digest=tokens.digest(token), label="", course_id=course, person_id=person, created_at=START
            )
        )
    return Api(app.test_client(), token)
