"""How a platform begins a login."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest

from submissions.database import Database
from submissions.models_lti import LtiPlatform
from tests.submissions.lti.platform import CLIENT, Platform
from tests.submissions.pages.conftest import Browser

IN_FRAME = {"Sec-Fetch-Dest": "iframe"}


@pytest.mark.parametrize("method", ["get", "post"])
def test_it_leads_to_the_authorization_endpoint(
    browser: Browser, platform: Platform, registered: str, method: str
) -> None:
    path, _, query = platform.login_path("ada").partition("?")
    given = {name: values[0] for name, values in parse_qs(query).items()}
    if method == "get":
        answer = browser.client.get(path, query_string=given)
    else:
        answer = browser.client.post(path, data=given)
    assert answer.status_code == 302
    away = urlsplit(answer.headers["Location"])
    asked = {name: values[0] for name, values in parse_qs(away.query).items()}
    assert f"{away.scheme}://{away.netloc}{away.path}" == f"{platform.url}/auth"
    assert len(asked.pop("nonce")) > 30
    assert asked.pop("state")
    assert asked == {
        "scope": "openid",
        "response_type": "id_token",
        "response_mode": "form_post",
        "prompt": "none",
        "client_id": CLIENT,
        "redirect_uri": "http://127.0.0.1:8000/lti/launch",
        "login_hint": "ada",
        "lti_message_hint": "hint",
    }
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Path=/lti/" in cookie


def test_a_query_of_the_endpoint_is_kept(
    browser: Browser, platform: Platform, registered: str, database: Database
) -> None:
    with database.write() as session:
        session.get_one(LtiPlatform, registered).authorization_url = f"{platform.url}/auth?a=b"
    away = browser.get(platform.login_path("ada")).headers["Location"]
    assert away.startswith(f"{platform.url}/auth?a=b&scope=openid")


def test_within_a_frame_a_window_of_its_own_is_offered_and_only_the_platform_may_frame_that(
    browser: Browser, platform: Platform, registered: str
) -> None:
    answer = browser.client.get(platform.login_path("ada"), headers=IN_FRAME)
    assert answer.status_code == 200
    assert 'target="_blank"' in answer.text
    assert "Set-Cookie" not in answer.headers
    assert (
        f"frame-ancestors https://127.0.0.1 {platform.url};"
        in f"{answer.headers['Content-Security-Policy']};"
    )
    assert "X-Frame-Options" not in answer.headers
    assert browser.get("/sign-in").headers["X-Frame-Options"] == "DENY"


def test_content_is_chosen_within_the_frame(browser: Browser, platform: Platform, registered: str) -> None:
    path = platform.login_path("emmy", "http://127.0.0.1:8000/lti/choose")
    assert browser.client.get(path, headers=IN_FRAME).status_code == 302


def test_who_is_not_known_gets_a_kind_page(browser: Browser, registered: str) -> None:
    for query, status in (
        ("", 400),
        ("iss=https://evil.example", 400),
        ("iss=https://evil.example&login_hint=x", 404),
        ("iss=%00&login_hint=x", 404),
        ("login_hint=x", 400),
        ("iss=https://evil.example&login_hint=" + "x" * 9000, 400),
    ):
        answer = browser.get(f"/lti/login?{query}")
        assert answer.status_code == status, query
        assert "To the start page" in answer.text
        assert answer.headers["X-Frame-Options"] == "DENY"


def test_another_client_of_the_issuer_is_not_known(
    browser: Browser, platform: Platform, registered: str
) -> None:
    assert browser.get(platform.login_path("ada").replace(CLIENT, "other")).status_code == 404
    without = platform.login_path("ada").replace(f"&client_id={CLIENT}", "")
    assert browser.get(without).status_code == 302, "where there is one client it need not be named"
