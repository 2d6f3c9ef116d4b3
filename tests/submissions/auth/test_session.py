"""In by a link, out by a button."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import URLSafeSerializer

from submissions import secret_key
from submissions.app import create_app
from submissions.auth import links
from submissions.database import Database
from submissions.models import Person
from submissions.settings import Settings
from tests.submissions.conftest import Three

ASSIGNMENT = "/assignments/matrix-derivatives"


def csrf_token(browser: FlaskClient) -> str:
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', browser.get(ASSIGNMENT).text)
    assert found
    return found[1]


def test_a_link_signs_in(browser: FlaskClient, settings: Settings, three: Three) -> None:
    response = browser.get(links.path(settings, three.student))
    assert (response.status_code, response.headers["Location"]) == (302, "/")
    assert "Ada" in browser.get("/").text
    assert browser.get(ASSIGNMENT).status_code == 200


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(
    browser: FlaskClient, settings: Settings, three: Three
) -> None:
    cookie = browser.get(links.path(settings, three.student)).headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Secure" not in cookie


def test_behind_https_the_cookie_is_secure(app: Flask, settings: Settings, three: Three) -> None:
    behind = create_app(replace(settings, public_url="https://dout.example.org"))
    cookie = behind.test_client().get(links.path(settings, three.student)).headers["Set-Cookie"]
    assert "Secure" in cookie


def test_a_link_works_as_long_as_the_secret_stays(
    browser: FlaskClient, settings: Settings, three: Three
) -> None:
    other = replace(settings, secret_key="another secret for tests")
    assert browser.get(links.path(other, three.student)).status_code == 404
    assert links.path(settings, three.student) == links.path(settings, three.student)


@pytest.mark.parametrize("token", ["x", "a.b", "%00", "W10.x", "e30.x" * 500])
def test_a_link_that_we_did_not_make_says_what_to_do(browser: FlaskClient, token: str) -> None:
    response = browser.get(f"/enter/{token}")
    assert response.status_code == 404
    assert "Ask for a new one" in response.text


def test_what_was_signed_for_another_purpose_is_no_link(
    browser: FlaskClient, settings: Settings, three: Three
) -> None:
    key = secret_key.derive(settings, "session cookies")
    for token in (
        URLSafeSerializer(key, salt="enter").dumps({"person": three.student}),
        URLSafeSerializer(secret_key.derive(settings, "sign-in links")).dumps({"person": three.student}),
    ):
        assert browser.get(f"/enter/{token}").status_code == 404


@pytest.mark.parametrize("content", [[], "x", {}, {"person": None}, {"person": {"$ne": 1}}, {"person": "?"}])
def test_a_signed_link_for_nobody_signs_nobody_in(
    browser: FlaskClient, settings: Settings, content: object
) -> None:
    token = links._serializer(settings).dumps(content)
    assert browser.get(f"/enter/{token}").status_code == 404
    assert browser.get(ASSIGNMENT).status_code == 401


def test_who_is_deleted_is_signed_out(
    browser: FlaskClient, settings: Settings, three: Three, database: Database
) -> None:
    browser.get(links.path(settings, three.student))
    with database.write() as session:
        session.delete(session.get_one(Person, three.student))
    assert browser.get(ASSIGNMENT).status_code == 401


def test_a_forged_cookie_signs_nobody_in(browser: FlaskClient, three: Three) -> None:
    browser.set_cookie("dout_session", "eyJfdXNlcl9pZCI6IjEifQ.x.y")
    assert browser.get(ASSIGNMENT).status_code == 401


def test_leaving_needs_the_forms_token(browser: FlaskClient, settings: Settings, three: Three) -> None:
    browser.get(links.path(settings, three.student))
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
    browser.get(links.path(settings, three.student))
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
