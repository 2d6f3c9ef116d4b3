"""The pages as a student, a tutor, a stranger and nobody see them, each signed in."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
import redis
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from submissions.app import create_app
from submissions.auth import passwords
from submissions.database import Database
from submissions.models import Person
from submissions.services import KEY
from submissions.settings import Settings
from submissions.store import attempts
from tests.signing_in import sign_in
from tests.submissions.conftest import START, Three

REPORTS = Path(__file__).parent / "reports"
NAMES = sorted(path.stem for path in REPORTS.glob("*.json"))
CODE = b'import numpy\n\n\ndef affine_backward(dout, cache):\n    x, w, b = cache\n    return "<b>dx</b>"\n'
BLOCKS = frozenset({"td", "th", "dt", "dd", "p", "li", "div", "h1", "h2", "h3", "caption", "figcaption"})
PASSWORD = "chain rule all day"
Grade = Callable[..., str]


def report(name: str) -> dict[str, Any]:
    """A report of the folder `reports`."""
    return dict(json.loads((REPORTS / f"{name}.json").read_text()))


class Elements(HTMLParser):
    """All start tags of a page with their attributes, and its text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag in BLOCKS:
            self.text += " "

    def handle_data(self, data: str) -> None:
        self.text += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        """The attributes of every element of that name."""
        return [attributes for name, attributes in self.tags if name == tag]


class Browser:
    """One person's browser without scripts."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def get(self, path: str) -> TestResponse:
        """Read a page."""
        return self.client.get(path)

    def post(self, path: str, data: dict[str, Any], seen: str = "/") -> TestResponse:
        """Send the form found on the page `seen`, with its CSRF token."""
        found = re.search(r'name="csrf_token" value="([^"]+)"', self.get(seen).text)
        token = found[1] if found else ""
        return self.client.post(path, data={"csrf_token": token, **data}, content_type="multipart/form-data")


@pytest.fixture
def app(settings: Settings, database: Database, broker: redis.Redis) -> Iterator[Flask]:
    """The web application with a record, and a broker that is empty."""
    app = create_app(settings)
    app.config["TESTING"] = False  # errors are answered, as in production
    yield app
    app.extensions[KEY].database.close()
    app.extensions[KEY].queue.close()


def _signed_in(app: Flask, settings: Settings, person: str) -> Browser:
    client = app.test_client()
    with app.extensions[KEY].database.read() as session:
        sign_in(client, settings, person, session.get_one(Person, person).sessions)
    return Browser(client)


@pytest.fixture
def student(app: Flask, settings: Settings, three: Three) -> Browser:
    return _signed_in(app, settings, three.student)


@pytest.fixture
def tutor(app: Flask, settings: Settings, three: Three) -> Browser:
    return _signed_in(app, settings, three.tutor)


@pytest.fixture
def stranger(app: Flask, settings: Settings, three: Three) -> Browser:
    return _signed_in(app, settings, three.stranger)


@pytest.fixture
def nobody(app: Flask, three: Three) -> Browser:
    return Browser(app.test_client())


@pytest.fixture
def accounts(database: Database, three: Three) -> dict[str, str]:
    """The three people can sign in with `PASSWORD`: their addresses by id."""
    addresses = {
        three.student: "ada@example.org",
        three.tutor: "emmy@example.org",
        three.stranger: "max@example.org",
    }
    with database.write() as session:
        for person, address in addresses.items():
            session.get_one(Person, person).email = address
            passwords.put(session, person, PASSWORD, START)
    return addresses


@pytest.fixture
def grade(database: Database, three: Three) -> Grade:
    """Makes a submission and gives its id: `grade("batch_mean")`, `grade(state="running")`."""
    clock = START

    def made(
        name: str = "",
        *,
        person: str = three.student,
        state: str = "graded",
        code: bytes = CODE,
        filename: str = "layers.py",
    ) -> str:
        nonlocal clock
        clock += timedelta(minutes=1)
        with database.write() as session:
            submission = attempts.add(
                session,
                assignment_id=three.assignment,
                person_id=person,
                filename=filename,
                upload=code,
                now=clock,
            )
            if state != "queued":
                claimed = attempts.claim(session, submission.id, "task", clock, 60)
                assert claimed
                if state == "graded":
                    end = attempts.give_up if name == "broken" else attempts.finish
                    assert end(session, submission.id, claimed.lease, report(name), clock)
            return submission.id

    return made
