"""Into the demo by a link, out by a button."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from dataclasses import replace
from types import SimpleNamespace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import URLSafeSerializer

from submissions import demo, secret_key
from submissions.app import create_app
from submissions.auth import links
from submissions.database import Database
from submissions.models import Person
from submissions.services import KEY
from submissions.settings import Settings
from tests.signing_in import sign_in
from tests.submissions.conftest import Three

ASSIGNMENT = "/assignments/matrix-derivatives"


def csrf_token(browser: FlaskClient) -> str:
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', browser.get(ASSIGNMENT).text)
    assert found
    return found[1]


@pytest.fixture
def demo_settings(settings: Settings, database: Database) -> Settings:
    """Those of a demo, which is there."""
    found = replace(settings, demo=True)
    with database.write() as session:
        demo.seed(session, found)
    return found


@pytest.fixture
def visitor(demo_settings: Settings, app: Flask) -> Iterator[FlaskClient]:
    """Somebody who comes to the demo."""
    made = create_app(demo_settings)
    yield made.test_client()
    made.extensions[KEY].database.close()
    made.extensions[KEY].queue.close()


@pytest.mark.parametrize("way", [0, 1])
def test_the_links_of_the_demo_sign_in(visitor: FlaskClient, demo_settings: Settings, way: int) -> None:
    link = links.demo_links(demo_settings)[way]
    response = visitor.get(link.url)
    assert (response.status_code, response.headers["Location"]) == (302, "/")
    assert link.name in visitor.get("/").text
    cookie = response.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Secure" not in cookie


def test_a_link_leads_into_the_demo_only(
    visitor: FlaskClient, browser: FlaskClient, settings: Settings, demo_settings: Settings, three: Three
) -> None:
    assert visitor.get(links.path(demo_settings, three.student)).status_code == 404
    assert browser.get(links.demo_links(demo_settings)[0].url).status_code == 404
    assert browser.get(links.path(settings, three.tutor)).status_code == 404
    assert browser.get(ASSIGNMENT).status_code == 401


def test_behind_https_the_cookie_is_secure(settings: Settings) -> None:
    assert create_app(settings).config["SESSION_COOKIE_SECURE"] is False
    behind = create_app(replace(settings, public_url="https://dout.example.org"))
    assert behind.config["SESSION_COOKIE_SECURE"] is True


def test_a_link_works_as_long_as_the_secret_stays(visitor: FlaskClient, demo_settings: Settings) -> None:
    other = replace(demo_settings, secret_key="another secret for tests")
    assert visitor.get(links.demo_links(other)[0].url).status_code == 404
    assert links.demo_links(demo_settings) == links.demo_links(demo_settings)


@pytest.mark.parametrize("token", ["x", "a.b", "%00", "W10.x", "e30.x" * 500])
def test_a_link_that_we_did_not_make_leads_nowhere(visitor: FlaskClient, token: str) -> None:
    response = visitor.get(f"/enter/{token}")
    assert response.status_code == 404
    assert "only the demo course" in response.text


def test_what_was_signed_for_another_purpose_is_no_link(
    visitor: FlaskClient, demo_settings: Settings
) -> None:
    key, ada = secret_key.derive(demo_settings, "session cookies"), links.demo_id(links.STUDENT[0])
    for token in (
        URLSafeSerializer(key, salt="enter").dumps({"person": ada}),
        URLSafeSerializer(secret_key.derive(demo_settings, "sign-in links")).dumps({"person": ada}),
    ):
        assert visitor.get(f"/enter/{token}").status_code == 404


@pytest.mark.parametrize("content", [[], "x", {}, {"person": None}, {"person": {"$ne": 1}}, {"person": "?"}])
def test_a_signed_link_for_nobody_signs_nobody_in(
    visitor: FlaskClient, demo_settings: Settings, content: object
) -> None:
    token = links._serializer(demo_settings).dumps(content)
    assert visitor.get(f"/enter/{token}").status_code == 404
    assert visitor.get(ASSIGNMENT).status_code == 401


def test_who_is_deleted_is_signed_out(
    browser: FlaskClient, settings: Settings, three: Three, database: Database
) -> None:
    sign_in(browser, settings, three.student)
    with database.write() as session:
        session.delete(session.get_one(Person, three.student))
    assert browser.get(ASSIGNMENT).status_code == 401


def test_a_forged_cookie_signs_nobody_in(browser: FlaskClient, three: Three) -> None:
    browser.set_cookie("dout_session", "eyJfdXNlcl9pZCI6IjEifQ.x.y")
    assert browser.get(ASSIGNMENT).status_code == 401


@pytest.mark.parametrize(("ahead", "status"), [(3600, 200), (-99 * 24 * 3600, 401)])
def test_a_clock_that_is_set_back_signs_nobody_out(
    browser: FlaskClient,
    settings: Settings,
    three: Three,
    monkeypatch: pytest.MonkeyPatch,
    ahead: int,
    status: int,
) -> None:
    with monkeypatch.context() as moved:
        then = time.time() + ahead
        moved.setattr("tests.signing_in.time", SimpleNamespace(time=lambda: then))
        moved.setattr("itsdangerous.timed.time", SimpleNamespace(time=lambda: then))
        sign_in(browser, settings, three.student)
    assert browser.get(ASSIGNMENT).status_code == status
    assert browser.get(ASSIGNMENT).status_code == status


def test_leaving_needs_the_forms_token(browser: FlaskClient, settings: Settings, three: Three) -> None:
    sign_in(browser, settings, three.student)
    refused = browser.post("/leave")
    assert refused.status_code == 400
    assert "load the page again" in refused.text
    assert browser.get(ASSIGNMENT).status_code == 200
    left = browser.post("/leave", data={"csrf_token": csrf_token(browser)})
    assert (left.status_code, left.headers["Location"]) == (302, "/")
    assert browser.get(ASSIGNMENT).status_code == 401


def test_leaving_by_a_link_is_not_possible(browser: FlaskClient) -> None:
    assert browser.get("/leave").status_code == 405


def test_with_the_database_away_who_is_signed_in_gets_a_page_that_says_so(
    browser: FlaskClient, settings: Settings, three: Three
) -> None:
    sign_in(browser, settings, three.student)
    cookie = browser.get_cookie("dout_session")
    assert cookie
    away = create_app(replace(settings, database_url="postgresql://127.0.0.1:1/nothing")).test_client()
    away.set_cookie("dout_session", cookie.value)
    for path in ("/", ASSIGNMENT):
        response = away.get(path)
        assert response.status_code == 503
        assert response.content_type.startswith("text/html")
        assert "cannot reach its database" in response.text
        assert response.headers["Retry-After"]


def test_outside_of_a_demo_there_are_no_demo_links(settings: Settings) -> None:
    assert links.demo_links(settings) == ()
    assert [link.role for link in links.demo_links(replace(settings, demo=True))] == ["student", "tutor"]
