"""A tutor chooses an assignment within the learning system (Deep Linking 2.0)."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from flask import Flask
from joserfc import jwt
from joserfc.jwk import KeySet
from sqlalchemy import func, select, update
from werkzeug.test import TestResponse

from submissions.auth import identities
from submissions.database import Database
from submissions.lti import vocabulary as v
from submissions.models import Assignment
from submissions.models_lti import LtiContext, LtiPlatform
from submissions.models_sign_in import Identity
from tests.submissions.conftest import START, Three
from tests.submissions.lti.conftest import Launch
from tests.submissions.lti.platform import CLIENT, DEPLOYMENT, Platform
from tests.submissions.pages.conftest import Browser


@pytest.fixture(autouse=True)
def chooses(platform: Platform) -> None:
    platform.deep_link()


def choose(app: Flask, page: TestResponse, assignment: str) -> TestResponse:
    """Send the form of the page from a frame, where there is no cookie."""
    [action] = re.findall(r'action="(/lti/choose/[^"]+)"', page.text)
    return app.test_client().post(action, data={"assignment": assignment})


def test_the_choice_goes_back_signed_with_its_line_item_and_signs_nobody_in(
    launch: Launch,
    app: Flask,
    browser: Browser,
    platform: Platform,
    database: Database,
    three: Three,
    connected: str,
) -> None:
    with database.write() as session:
        session.get_one(Assignment, three.assignment).due_at = START
    page = launch("emmy")
    assert "Matrix derivatives" in page.text
    assert platform.url in page.headers["Content-Security-Policy"].partition("frame-ancestors")[2]
    done = choose(app, page, three.assignment)
    assert done.status_code == 200
    assert f'action="{platform.url}/chosen"' in done.text
    assert (
        platform.url in done.headers["Content-Security-Policy"].partition("form-action")[2].partition(";")[0]
    )
    token = unescape(re.findall(r'name="JWT" value="([^"]+)"', done.text)[0])
    keys = KeySet.import_key_set(browser.get("/lti/jwks.json").get_json())
    claims = jwt.decode(token, keys, algorithms=["RS256"]).claims
    assert claims.pop("exp") - claims.pop("iat") == 300
    assert claims.pop("nonce")
    [item] = claims.pop(v.ITEMS)
    assert claims == {
        "iss": CLIENT,
        "aud": [platform.url],
        v.MESSAGE_TYPE: "LtiDeepLinkingResponse",
        v.LTI_VERSION: "1.3.0",
        v.DEPLOYMENT: DEPLOYMENT,
        v.DATA: "what the platform wants back",
    }
    title = item.pop("title")
    assert item == {
        "type": "ltiResourceLink",
        "url": f"http://127.0.0.1:8000/assignments/{three.assignment}",
        "custom": {"assignment": three.assignment},
        "window": {"targetName": "_blank"},
        "lineItem": {"scoreMaximum": 20.0, "label": title, "resourceId": three.assignment},
        "submission": {"endDateTime": START.isoformat()},
    }
    assert browser.get("/account").status_code == 401
    again = choose(app, page, three.assignment)
    assert "used already" in again.text, "a choice is made once"
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(Identity)) == 0


def test_a_platform_that_takes_no_line_items_gets_none(
    launch: Launch, app: Flask, platform: Platform, three: Three, connected: str, browser: Browser
) -> None:
    platform.message[v.SETTINGS] |= {"accept_lineitem": False}
    done = choose(app, launch("emmy"), three.assignment)
    token = unescape(re.findall(r'name="JWT" value="([^"]+)"', done.text)[0])
    keys = KeySet.import_key_set(browser.get("/lti/jwks.json").get_json())
    [item] = jwt.decode(token, keys).claims[v.ITEMS]
    assert "lineItem" not in item


def test_an_assignment_of_another_course_is_not_chosen(
    launch: Launch, app: Flask, database: Database, three: Three, connected: str
) -> None:
    page = launch("emmy")
    with database.write() as session:
        session.get_one(Assignment, three.assignment).course_id = three.other_course
    answer = choose(app, page, three.assignment)
    assert answer.status_code == 400
    assert "JWT" not in answer.text
    assert "no assignment in this course yet" in launch("emmy").text


def test_somebody_who_is_known_is_asked_by_name_where_the_login_did_not_begin(
    launch: Launch, app: Flask, platform: Platform, database: Database, three: Three
) -> None:
    message, platform.message = platform.message, {}
    here = launch("emmy").request.path
    other = Browser(app.test_client())
    assert other.get(here).status_code == 400, "only to connect a course"
    platform.message = message
    page = launch("emmy")
    with database.write() as session:
        identities.link(session, three.tutor, platform.url, "emmy", START)
    [here] = re.findall(r'href="(/lti/continue/[^"]+)" target="_blank"', page.text)
    assert "Is that you?" in other.get(here).text
    assert other.get("/account").status_code == 401
    done = other.post(here, {"who": "known"}, here)
    assert done.headers["Location"].startswith("/lti/contexts/")


def test_who_has_no_code_chooses_nothing(app: Flask, three: Three, connected: str) -> None:
    answer = app.test_client().post("/lti/choose/made-up", data={"assignment": three.assignment})
    assert answer.status_code == 400


def test_a_code_does_not_work_once_the_platform_is_forbidden(
    launch: Launch, app: Flask, database: Database, three: Three, connected: str
) -> None:
    page = launch("emmy")
    with database.write() as session:
        session.execute(update(LtiPlatform).values(allowed=False))
    assert choose(app, page, three.assignment).status_code == 403


BACK = "deep_link_return_url"
REFUSED: list[tuple[str, str, dict[str, Any]]] = [
    ("a student", "ada", {}),
    ("a mentor", "max", {}),
    ("back to another site", "emmy", {BACK: "https://evil.example/"}),
    ("back without TLS", "emmy", {BACK: "http://127.0.0.1/chosen"}),
    ("back to a script", "emmy", {BACK: "javascript:alert(1)"}),
    ("no way back", "emmy", {BACK: None}),
    ("no links wanted", "emmy", {"accept_types": ["html"]}),
]


def test_what_cannot_be_chosen_gets_a_kind_page(launch: Launch, platform: Platform, connected: str) -> None:
    for name, subject, more in REFUSED:
        platform.deep_link()
        platform.message[v.SETTINGS] |= more
        answer = launch(subject)
        assert answer.status_code in {400, 403}, name
        assert "Matrix derivatives" not in answer.text, name
        assert "To the start page" in answer.text


def test_a_course_that_is_not_connected_is_connected_first_in_a_window_of_its_own(
    launch: Launch, app: Flask, platform: Platform, database: Database, three: Three
) -> None:
    page, browser = launch("emmy"), Browser(app.test_client())  # without the cookie, as from a frame
    assert "not connected yet" in page.text
    [here] = re.findall(r'href="(/lti/continue/[^"]+)" target="_blank"', page.text)
    assert "as Emmy Noether, for the first time" in browser.get(here).text
    assert browser.get("/account").status_code == 401, "nobody is signed in by a link"
    assert browser.client.post(here, data={"who": "new"}).status_code == 400, "nor by another site's form"
    connect = browser.post(here, {"who": "new"}, here).headers["Location"]
    assert connect.startswith("/lti/contexts/")
    done = browser.post(connect, {"course": "new", "title": "Deep Learning"}, connect)
    assert done.headers["Location"] == "/"
    assert "Go back to the learning system" in browser.get("/").text
    with database.read() as session:
        assert session.scalars(select(LtiContext.course_id)).one() is not None
    assert "no assignment in this course yet" in launch("emmy").text
