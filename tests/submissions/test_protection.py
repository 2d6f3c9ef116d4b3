"""What holds for every address of the pages, also for those that come later."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask, request
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from submissions.app import create_app
from submissions.database import Database
from submissions.services import KEY
from submissions.settings import Settings
from tests.signing_in import sign_in
from tests.submissions.conftest import Three

SAFE = {"GET", "HEAD", "OPTIONS"}
FROM_ELSEWHERE = {"lti.login", "lti.launch", "lti.chosen", "lti.registering"}
"""What learning systems send people to: it is signed, or has a code that nobody guesses."""


@pytest.fixture
def app(settings: Settings, database: Database) -> Iterator[Flask]:
    app = create_app(settings)
    yield app
    app.extensions[KEY].database.close()
    app.extensions[KEY].queue.close()


@pytest.fixture
def rules(app: Flask) -> list[Rule]:
    return [rule for rule in app.url_map.iter_rules() if not rule.rule.startswith("/api/")]


def filled(rule: Rule, three: Three) -> str:
    """The rule's address, as somebody who guesses would write it."""
    path = rule.rule
    for name in rule.arguments:
        value = three.assignment if name == "key" else "x"
        path = path.replace(f"<{name}>", value).replace(f"<path:{name}>", value)
    return path


def test_everything_that_changes_something_needs_the_forms_token(
    app: Flask, rules: list[Rule], settings: Settings, three: Three
) -> None:
    signed_in, nobody = app.test_client(), app.test_client()
    sign_in(signed_in, settings, three.student)
    looked_at = 0
    for rule in rules:
        if rule.endpoint in FROM_ELSEWHERE:
            continue
        for method in (rule.methods or set()) - SAFE:
            for client, codes in ((signed_in, {400}), (nobody, {400, 401})):
                response = client.open(filled(rule, three), method=method, data={"csrf_token": "forged"})
                assert response.status_code in codes, rule
                looked_at += 1
    assert looked_at > 10
    assert signed_in.get("/account").status_code == 200, "nobody was signed out"


def test_every_page_forbids_what_it_does_not_need(
    app: Flask, rules: list[Rule], settings: Settings, three: Three
) -> None:
    client = app.test_client()
    sign_in(client, settings, three.tutor)
    for rule in rules:
        if "GET" not in (rule.methods or set()) or rule.rule.startswith("/enter/"):
            continue
        response = client.get(filled(rule, three))
        headers = response.headers
        assert "unsafe" not in headers["Content-Security-Policy"], rule
        assert headers["Content-Security-Policy"].startswith("default-src 'none'; script-src 'self'"), rule
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["Permissions-Policy"].startswith("camera=()")
        if response.mimetype == "text/html":
            assert headers["Cache-Control"] == "no-store", rule
            holds_nothing_inline(response.text)
        response.close()


def test_behind_https_browsers_stay_there(settings: Settings) -> None:
    app = create_app(replace(settings, public_url="https://dout.example.org"))
    assert app.test_client().get("/").headers["Strict-Transport-Security"] == "max-age=31536000"
    app.extensions[KEY].database.close()
    app.extensions[KEY].queue.close()


def test_the_address_of_the_caller_is_the_proxys_word_only_where_there_is_one(
    settings: Settings, database: Database
) -> None:
    told = {"X-Forwarded-For": "203.0.113.9, 198.51.100.7"}
    for proxies, expected in ((0, "127.0.0.1"), (1, "198.51.100.7"), (2, "203.0.113.9")):
        app = create_app(replace(settings, trusted_proxies=proxies))
        seen = address_of(app, app.test_client(), told)
        app.extensions[KEY].database.close()
        app.extensions[KEY].queue.close()
        assert seen == expected


def address_of(app: Flask, client: FlaskClient, headers: dict[str, str]) -> str | None:
    seen: list[str | None] = []
    app.before_request_funcs.setdefault(None, []).append(lambda: seen.append(request.remote_addr))
    client.get("/sign-in", headers=headers)
    return seen[0]


def holds_nothing_inline(page: str) -> None:
    assert " style=" not in page
    assert " onclick=" not in page
    assert "<style" not in page
    assert all("src=" in script.partition(">")[0] for script in page.split("<script")[1:])
