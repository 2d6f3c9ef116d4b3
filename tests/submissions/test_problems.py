"""Answers to what went wrong: for programs and for people."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
import structlog.testing
from flask import Flask

from submissions import problems
from submissions.app import create_app
from submissions.database import Database
from submissions.headers import CONTENT_SECURITY_POLICY
from submissions.services import KEY
from submissions.settings import Settings


@pytest.fixture
def app(settings: Settings, database: Database) -> Iterator[Flask]:
    app = create_app(settings)

    @app.get("/api/fails")
    @app.get("/fails")
    @app.get("/fails/<token>/<slug>")
    def fails(**_: str) -> str:
        raise RuntimeError("a secret of the inside")

    yield app
    app.extensions[KEY].database.close()


@pytest.mark.parametrize(
    ("path", "kind"), [("/api/fails", "application/problem+json"), ("/fails", "text/html")]
)
def test_our_fault_is_a_500_that_tells_nothing_of_the_inside(app: Flask, path: str, kind: str) -> None:
    response = app.test_client().get(path)
    assert response.status_code == 500
    assert response.content_type.startswith(kind)
    assert "our fault" in response.text
    assert "secret" not in response.text


def test_a_link_that_lets_people_in_stands_in_no_log(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    written = structlog.testing.LogCapture()
    everything = structlog.make_filtering_bound_logger("debug")
    log = structlog.wrap_logger(None, processors=[written], wrapper_class=everything)
    monkeypatch.setattr(problems, "log", log)
    assert app.test_client().get("/fails/whoever-knows-this/maths").status_code == 500
    assert [line["path"] for line in written.entries] == ["/fails/<token>/maths"]


@pytest.mark.parametrize("path", ["/api/", "/api/v2/assignments", "/api/v1/%2e%2e", "/api/v1/assignments/"])
def test_programs_get_problems_for_unknown_addresses(app: Flask, path: str) -> None:
    response = app.test_client().get(path)
    assert response.status_code in {401, 404}
    assert response.content_type == "application/problem+json"


def test_people_get_a_page_for_unknown_addresses(app: Flask) -> None:
    response = app.test_client().get("/nowhere")
    assert response.status_code == 404
    assert response.content_type.startswith("text/html")
    assert "nothing at this address" in response.text


def test_a_wrong_method_names_the_right_ones(app: Flask) -> None:
    response = app.test_client().put("/healthz")
    assert response.status_code == 405
    assert "GET" in response.headers["Allow"]
    assert response.content_type == "application/problem+json"


@pytest.mark.parametrize("path", ["/", "/nowhere", "/healthz", "/api/v1/openapi.json", "/api/fails"])
def test_every_answer_carries_the_policy(app: Flask, path: str) -> None:
    headers = app.test_client().get(path).headers
    assert headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY
    assert "unsafe" not in CONTENT_SECURITY_POLICY
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "no-store"


def test_a_database_that_is_away_is_a_503(settings: Settings) -> None:
    away = replace(settings, database_url="postgresql://127.0.0.1:1/nothing")
    app = create_app(away)
    response = app.test_client().get("/api/v1/assignments", headers={"Authorization": "Bearer x"})
    assert response.status_code == 503
    assert response.headers["Retry-After"]
    assert response.json
    assert "127.0.0.1" not in response.json["detail"]
