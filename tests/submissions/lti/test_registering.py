"""A platform registers itself by a link (LTI Dynamic Registration 1.0), and is let in when it is allowed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import func, select

from submissions.database import Database
from submissions.lti import invitations, platforms, reach, registering
from submissions.lti import vocabulary as v
from submissions.models_lti import LtiPlatform
from submissions.settings import Settings
from tests.submissions.conftest import START
from tests.submissions.lti.platform import CLIENT, Platform
from tests.submissions.pages.conftest import Browser


@pytest.fixture
def link(lti_settings: Settings) -> str:
    return invitations.link(lti_settings, "http://127.0.0.1/").removeprefix("http://127.0.0.1:8000")


@pytest.fixture
def given(platform: Platform) -> dict[str, str]:
    return {"openid_configuration": f"{platform.url}/configuration", "registration_token": "secret"}


def count(database: Database) -> int:
    with database.read() as session:
        return session.scalar(select(func.count()).select_from(LtiPlatform)) or 0


def test_it_is_registered_and_not_let_in_before_it_is_allowed(
    browser: Browser, platform: Platform, database: Database, link: str, given: dict[str, str]
) -> None:
    page = browser.client.get(link, query_string=given)
    assert "registers itself with Dout" in page.text
    assert platform.got == [], "nothing is asked before the button"
    assert f"frame-ancestors {platform.url}" in page.headers["Content-Security-Policy"]
    done = browser.client.post(link, data=given)
    assert "dout lti allow" in done.text
    asked, sent = platform.got
    assert (asked.method, asked.path) == ("GET", "/configuration")
    assert asked.headers["authorization"] == sent.headers["authorization"] == "Bearer secret"
    tool = sent.json
    assert tool["initiate_login_uri"] == "http://127.0.0.1:8000/lti/login"
    assert tool["redirect_uris"] == ["http://127.0.0.1:8000/lti/launch"]
    assert tool["jwks_uri"] == "http://127.0.0.1:8000/lti/jwks.json"
    assert tool["token_endpoint_auth_method"] == "private_key_jwt"
    assert set(tool["scope"].split()) == set(v.SCOPES)
    with database.read() as session:
        [made] = platforms.all_of_them(session)
        assert platforms.deployments(session, made.id) == ["d-made"]
    assert (made.client_id, made.allowed, made.name) == ("made-here", False, "127.0.0.1 (moodle)")
    login = platform.login_path("ada").replace(CLIENT, "made-here")
    assert browser.get(login).status_code == 403
    with database.write() as session:
        platforms.allow(session, session.get_one(LtiPlatform, made.id))
    assert browser.get(login).status_code == 302
    assert browser.client.post(link, data=given).status_code == 404, "a link works once"
    assert count(database) == 1


@pytest.mark.parametrize(
    "wrong", ["made-up", "host", "other", "issuer", "endpoint", "nothing", "no configuration"]
)
def test_what_is_wrong_registers_nothing(
    browser: Browser,
    platform: Platform,
    database: Database,
    lti_settings: Settings,
    link: str,
    given: dict[str, str],
    wrong: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    status = 502
    changed: dict[str, Any] = {
        "issuer": {"issuer": "https://lms.example"},
        "endpoint": {"token_endpoint": "https://evil.example/token"},
    }
    if wrong == "made-up":
        link, status = "/lti/register/made-up", 404
    elif wrong == "host":
        link = invitations.link(lti_settings, "lms.example").removeprefix("http://127.0.0.1:8000")
    elif wrong == "other":
        given["openid_configuration"] = "http://127.0.0.2/configuration"
    elif wrong == "nothing":
        given["openid_configuration"] = f"{platform.url}/jwks"
    elif wrong == "no configuration":
        given, status = {}, 400
    else:
        handler = "tests.submissions.lti.platform._Handler._configuration"
        usual = {
            "issuer": platform.url,
            "authorization_endpoint": f"{platform.url}/auth",
            "token_endpoint": f"{platform.url}/token",
            "jwks_uri": f"{platform.url}/jwks",
            "registration_endpoint": f"{platform.url}/register",
        }
        monkeypatch.setattr(handler, lambda _: {**usual, **changed[wrong]})
    assert browser.client.post(link, data=given).status_code == status
    assert count(database) == 0
    assert "/register" not in [got.path for got in platform.got]


def test_a_private_network_is_not_reached_by_a_link_for_it(
    settings: Settings, browser: Browser, platform: Platform, database: Database
) -> None:
    link = invitations.link(settings, "10.0.0.1").removeprefix("http://127.0.0.1:8000")
    answer = browser.client.post(link, data={"openid_configuration": "https://10.0.0.1/configuration"})
    assert answer.status_code == 502
    assert "private or reserved network" in answer.text


def test_canvas_is_told_where_links_may_stand_and_that_names_are_wanted() -> None:
    told = registering.tool("https://dout.example.org", canvas=True)[v.TOOL]
    assert told["https://canvas.instructure.com/lti/privacy_level"] == "public"
    assert [message["placements"][0] for message in told["messages"]] == [
        "assignment_selection",
        "course_navigation",
    ]
    assert "placements" not in str(registering.tool("https://dout.example.org"))


def test_the_services_of_all_schools_at_canvas_are_known(database: Database, lti_settings: Settings) -> None:
    canvas = "https://canvas.instructure.com"
    sso = "https://sso.canvaslms.com"
    described = platforms.Described(canvas, "1", f"{sso}/auth", f"{sso}/token", f"{sso}/jwks")
    with database.write() as session:
        made = platforms.register(
            session, lti_settings, described, deployments=["d"], allowed=True, now=START
        )
        assert reach.is_of(made.hosts, "https://school.instructure.com/api/lti/courses/1/line_items/2")
        assert not reach.is_of(made.hosts, "https://instructure.com.evil.example/")
        assert not reach.is_of(made.hosts, "https://evilinstructure.com/")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"client_id": "1"}, "registered already"),
        ({"jwks_url": "https://evil.example/jwks"}, "remove that platform first"),
        ({"issuer": ""}, "must be given"),
        ({"issuer": "ftp://lms.example"}, "must begin with https"),
        ({"token_url": "http://lms.example/token"}, "must begin with https"),
        ({"token_url": "https://10.0.0.1/token"}, "private or reserved network"),
        ({"issuer": "https://sign-in.example"}, "provider of sign-ins"),
    ],
)
def test_what_cannot_be_registered_is_said(
    database: Database, lti_settings: Settings, change: dict[str, str], told: str
) -> None:
    settings = replace(lti_settings, oidc_issuer="https://sign-in.example/", oidc_client_id="x")
    lms = "https://lms.example"
    first = platforms.Described(lms, "1", f"{lms}/auth", f"{lms}/token", f"{lms}/jwks")
    with database.write() as session:
        platforms.register(session, settings, first, deployments=["d"], allowed=True, now=START)
    second = replace(first, **{"client_id": "2", **change})
    with database.write() as session, pytest.raises(platforms.PlatformError, match=told):
        platforms.register(session, settings, second, deployments=["d"], allowed=True, now=START)
