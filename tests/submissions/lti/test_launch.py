"""From a link in a learning system to the page of the assignment, signed in; and all who must not come in."""

from __future__ import annotations

import base64
import hmac
import json
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from joserfc import jwt
from joserfc.jwk import RSAKey
from sqlalchemy import func, select

from submissions.auth import identities, passwords
from submissions.database import Database
from submissions.lti import launches, platforms
from submissions.lti import vocabulary as v
from submissions.models import Assignment, Course, Membership, Person, Role
from submissions.models_lti import LtiContext, LtiLaunch, LtiLink, LtiMember, LtiPlatform
from submissions.models_sign_in import Identity
from submissions.models_teaching import AuditEntry
from tests.submissions.conftest import START, Three
from tests.submissions.lti.conftest import Launch
from tests.submissions.lti.platform import CLIENT, MEMBERSHIP, Platform, key_pair
from tests.submissions.pages.conftest import PASSWORD, Browser

both = pytest.mark.parametrize("engine_name", ["sqlite", "postgresql"])


def nobody_came(database: Database, browser: Browser) -> bool:
    """Nobody is signed in, and nobody was made."""
    with database.read() as session:
        made = session.scalar(select(func.count()).select_from(Identity))
    return browser.get("/account").status_code == 401 and made == 0


def people(database: Database) -> dict[str, Person]:
    with database.read() as session:
        return {person.name: person for person in session.scalars(select(Person))}


@both
def test_a_student_lands_on_the_assignment_signed_in_and_is_the_same_person_the_next_time(
    launch: Launch, browser: Browser, database: Database, three: Three, connected: str, app: Flask
) -> None:
    landed = launch("ada")
    assert (landed.status_code, landed.headers["Location"]) == (303, f"/assignments/{three.assignment}")
    page = browser.get(landed.headers["Location"])
    assert page.status_code == 200
    assert "Ada Lovelace" in page.text
    other = Browser(app.test_client())
    assert launch("ada", other).headers["Location"] == f"/assignments/{three.assignment}"
    made = people(database)["Ada Lovelace"]
    assert made.email == "ada@lms.example"
    with database.read() as session:
        assert session.get_one(Membership, (three.course, made.id)).role == Role.STUDENT
        assert session.scalars(select(LtiLaunch.claims)).all() == [{}, {}], "what was said is forgotten"
        [line] = session.scalars(select(AuditEntry).where(AuditEntry.action == "member.added"))
        assert (line.subject_id, line.course_id) == (made.id, three.course)
    with database.write() as session:
        launches.forget(session, datetime.now(UTC) + timedelta(days=2))
        assert session.scalars(select(LtiLaunch)).all() == []


def test_a_tutor_is_asked_for_an_account_then_for_the_course_and_then_for_the_assignment(
    launch: Launch, browser: Browser, database: Database, three: Three
) -> None:
    asked = launch("emmy")
    assert asked.status_code == 200
    assert "Do you have an account here?" in asked.text
    assert nobody_came(database, browser)
    here = asked.request.path
    connect = browser.post(here, {"who": "new"}, here).headers["Location"]
    assert connect.startswith("/lti/contexts/")
    assert "Deep Learning" in browser.get(connect).text
    link = urlsplit(connect).query.partition("=")[2]
    assert browser.post(connect, {"course": three.course, "link": link}, connect).status_code == 422, (
        "not hers"
    )
    onwards = browser.post(connect, {"course": "new", "title": "Deep Learning", "link": link}, connect)
    assert onwards.headers["Location"] == f"/lti/links/{link}"
    assert "no assignment in this course yet" in browser.get(f"/lti/links/{link}").text
    with database.write() as session:
        course = session.scalars(select(Course).where(Course.slug == "deep-learning")).one()
        emmy = session.scalars(select(Membership).where(Membership.course_id == course.id)).one()
        assert emmy.role == Role.OWNER
        session.get_one(Assignment, three.assignment).course_id = course.id
    page = f"/lti/links/{link}"
    assert browser.post(page, {"assignment": "other"}, page).status_code == 422
    done = browser.post(page, {"assignment": three.assignment}, page)
    assert done.headers["Location"] == f"/assignments/{three.assignment}"
    assert launch("emmy").headers["Location"] == f"/assignments/{three.assignment}"


def test_an_owner_links_their_account_and_connects_the_course_that_is_there(
    launch: Launch, browser: Browser, database: Database, three: Three
) -> None:
    with database.write() as session:
        session.get_one(Person, three.tutor).email = "emmy@example.org"
        passwords.put(session, three.tutor, PASSWORD, START)
        session.get_one(Membership, (three.course, three.tutor)).role = Role.OWNER
    here = launch("emmy").request.path
    form = {"email": "emmy@example.org", "password": PASSWORD, "next": here}
    assert browser.post("/sign-in", form, f"/sign-in?next={here}").headers["Location"] == here
    assert "Yes, link them" in browser.get(here).text
    connect = browser.post(here, {"who": "link"}, here).headers["Location"]
    link = urlsplit(connect).query.partition("=")[2]
    browser.post(connect, {"course": three.course, "link": link}, connect)
    with database.read() as session:
        assert session.scalars(select(LtiContext.course_id)).all() == [three.course]
        assert session.scalars(select(Identity.person_id)).all() == [three.tutor]


@pytest.mark.parametrize("role", [Role.TUTOR, Role.STUDENT])
def test_who_does_not_own_a_course_does_not_connect_it(
    launch: Launch, browser: Browser, database: Database, three: Three, role: Role
) -> None:
    here = launch("emmy").request.path
    connect = browser.post(here, {"who": "new"}, here).headers["Location"]
    with database.write() as session:
        emmy = session.scalars(select(Identity.person_id)).one()
        session.add(Membership(course_id=three.course, person_id=emmy, role=role))
    assert "Maths" not in browser.get(connect).text
    assert browser.post(connect, {"course": three.course}, connect).status_code == 422


def test_only_who_teaches_it_there_connects_a_course_and_only_staff_a_link(
    launch: Launch, app: Flask, database: Database, three: Three, connected: str
) -> None:
    ada = Browser(app.test_client())
    launch("ada", ada)
    with database.write() as session:
        context = session.scalars(select(LtiContext)).one()
        context.course_id = None
    assert ada.get(f"/lti/contexts/{context.id}").status_code == 404
    assert ada.post(f"/lti/contexts/{context.id}", {"course": "new", "title": "x"}).status_code == 404
    assert ada.get(f"/lti/links/{connected}").status_code == 404
    nobody = Browser(app.test_client())
    assert nobody.get(f"/lti/contexts/{context.id}").status_code == 401


def test_a_student_comes_before_the_course_is_connected(
    launch: Launch, browser: Browser, database: Database
) -> None:
    answer = launch("ada")
    assert answer.status_code == 404
    assert "not connected yet" in answer.text
    assert nobody_came(database, browser)


def test_an_address_alone_makes_nobody_somebody_else(
    launch: Launch, browser: Browser, database: Database, three: Three, connected: str
) -> None:
    with database.write() as session:
        session.get_one(Person, three.student).email = "ada@lms.example"
    here = launch("ada").request.path
    assert "Do you have an account here?" in browser.get(here).text
    browser.post(here, {"who": "link"}, here)  # nobody is signed in to be linked to
    with database.read() as session:
        [identity] = session.scalars(select(Identity))
        assert identity.person_id != three.student
        assert session.get_one(Person, identity.person_id).email is None


def test_a_role_that_was_given_here_stays_and_none_is_given_by_a_role_elsewhere(
    launch: Launch, platform: Platform, database: Database, three: Three, connected: str
) -> None:
    launch("ada")
    platform.knows("ada", "Instructor")
    launch("ada")
    ada = people(database)["Ada Lovelace"].id
    with database.read() as session:
        assert session.get_one(Membership, (three.course, ada)).role == Role.STUDENT


def test_a_link_says_by_itself_which_assignment_it_is(
    launch: Launch, platform: Platform, database: Database, three: Three, connected: str
) -> None:
    with database.write() as session:
        session.get_one(LtiLink, connected).assignment_id = None
    assert launch("ada").headers["Location"] == "/"
    platform.message[v.CUSTOM] = {"assignment": three.other_course}
    assert launch("ada").headers["Location"] == "/"
    platform.message = {v.TARGET: f"http://127.0.0.1:8000/assignments/{three.assignment}"}
    assert launch("ada").headers["Location"] == f"/assignments/{three.assignment}"


def test_a_hidden_assignment_is_not_shown_by_a_launch(
    launch: Launch, browser: Browser, database: Database, three: Three, connected: str
) -> None:
    with database.write() as session:
        session.get_one(Assignment, three.assignment).published = False
    assert launch("ada").headers["Location"] == "/"
    assert "not open to you (yet)" in browser.get("/").text


OTHER = "https://evil.example"
FORGED: list[tuple[str, dict[str, Any], str]] = [
    ("another issuer", {"iss": OTHER}, "cannot be believed"),
    ("another audience", {"aud": "other"}, "cannot be believed"),
    ("several audiences without azp", {"aud": [CLIENT, "other"]}, "cannot be believed"),
    ("another azp", {"aud": [CLIENT, "other"], "azp": "other"}, "cannot be believed"),
    ("no audience", {"aud": None}, "cannot be believed"),
    ("expired", {"exp": int(time.time()) - 3600}, "has expired"),
    ("no expiry", {"exp": None}, "cannot be believed"),
    ("an expiry that is no number", {"exp": float("nan")}, "cannot be believed"),
    ("what is no JSON", {v.CUSTOM: {"x": float("inf")}}, "cannot be believed"),
    ("a subject that cannot be kept", {"sub": "a\ud800"}, "does not say who you are"),
    ("a course that cannot be kept", {v.CONTEXT: {"id": "a\0"}}, "cannot be used"),
    ("a link that is too long", {v.LINK: {"id": "a" * 256}}, "cannot be used"),
    ("issued in the future", {"iat": int(time.time()) + 36000}, "cannot be believed"),
    ("issued long ago", {"iat": int(time.time()) - 36000}, "has expired"),
    ("another nonce", {"nonce": "other"}, "cannot be believed"),
    ("no nonce", {"nonce": None}, "cannot be believed"),
    ("another deployment", {v.DEPLOYMENT: "other"}, "installation in the learning system is not known"),
    ("no deployment", {v.DEPLOYMENT: None}, "installation in the learning system is not known"),
    ("another version", {v.LTI_VERSION: "1.1"}, "cannot be used"),
    ("another message", {v.MESSAGE_TYPE: "LtiSubmissionReviewRequest"}, "cannot be used"),
    ("no link", {v.LINK: None}, "cannot be used"),
    ("a link without an id", {v.LINK: {}}, "cannot be used"),
    ("no course", {v.CONTEXT: None}, "cannot be used"),
    ("no roles", {v.ROLES: None}, "cannot be used"),
    ("no target", {v.TARGET: None}, "cannot be used"),
    ("no subject", {"sub": None}, "does not say who you are"),
    ("a role elsewhere only", {v.ROLES: [MEMBERSHIP + "Mentor"]}, "neither student nor teacher"),
    (
        "an administrator of the platform",
        {v.ROLES: ["http://purl.imsglobal.org/vocab/lis/v2/institution/person#Instructor"]},
        "neither student nor teacher",
    ),
]


def test_what_is_wrong_in_a_message_signs_nobody_in(
    launch: Launch, browser: Browser, platform: Platform, database: Database, connected: str
) -> None:
    seen = {}
    for name, claims, told in FORGED:
        platform.message = claims
        answer = launch("ada")
        seen[name] = (answer.status_code in {400, 403}, told in answer.text, nobody_came(database, browser))
    assert seen == dict.fromkeys(seen, (True, True, True))


def _encoded(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def _unsigned(platform: Platform, claims: dict[str, Any]) -> str:
    head = json.dumps({"alg": "none", "kid": platform.keys[0].kid}).encode()
    return f"{_encoded(head)}.{_encoded(json.dumps(claims).encode())}."


def _by_public_key(platform: Platform, claims: dict[str, Any]) -> str:
    """Signed by HMAC with the platform's public key as the secret; the library would not make it."""
    head = json.dumps({"alg": "HS256", "kid": platform.keys[0].kid}).encode()
    signed = f"{_encoded(head)}.{_encoded(json.dumps(claims).encode())}"
    secret = platform.keys[0].as_pem(private=False)
    return f"{signed}.{_encoded(hmac.digest(secret, signed.encode(), 'sha256'))}"


def _nameless(platform: Platform, claims: dict[str, Any]) -> str:
    return jwt.encode({"alg": "RS256"}, claims, platform.keys[0])


def _otherwise(platform: Platform, claims: dict[str, Any]) -> str:
    header = {"alg": "RS512", "kid": platform.keys[0].kid}
    same = RSAKey.import_key(platform.keys[0].as_pem(private=True))
    return jwt.encode(header, claims, same, algorithms=["RS512"])


def _with_own_key(platform: Platform, claims: dict[str, Any]) -> str:
    own = key_pair("evil")
    return platform.signed(claims, own, jwk=own.as_dict(private=False))


def _changed(platform: Platform, claims: dict[str, Any]) -> str:
    head, _, signature = platform.signed(claims).split(".")
    body = platform.signed({**claims, "sub": "emmy"}).split(".")[1]
    return f"{head}.{body}.{signature}"


SIGNATURES: list[tuple[str, Callable[[Platform, dict[str, Any]], str]]] = [
    ("another key of the same name", lambda p, c: p.signed(c, key_pair("evil"), kid=p.keys[0].kid)),
    ("a key that is not published", lambda p, c: p.signed(c, key_pair("evil"))),
    ("no name of a key", _nameless),
    ("another algorithm", _otherwise),
    ("no signature", _unsigned),
    ("the public key as a secret", _by_public_key),
    ("changed afterwards", _changed),
    ("a key of its own in the header", _with_own_key),
    ("nothing", lambda p, c: ""),
    ("no token", lambda p, c: "a.b.c"),
    ("letters of other languages", lambda p, c: "é.é.é"),
    ("much too long", lambda p, c: p.signed({**c, "x": "y" * 70_000})),
]


def test_what_is_not_signed_by_the_platform_signs_nobody_in(
    browser: Browser, platform: Platform, database: Database, connected: str
) -> None:
    seen = {}
    for name, made in SIGNATURES:
        query = parse_qs(urlsplit(browser.get(platform.login_path("ada")).headers["Location"]).query)
        token = made(platform, platform.claims("ada", query["nonce"][0]))
        answer = browser.client.post("/lti/launch", data={"state": query["state"][0], "id_token": token})
        told = "cannot be believed" in answer.text
        seen[name] = (answer.status_code, told, nobody_came(database, browser))
    assert seen == dict.fromkeys(seen, (400, True, True))


def test_a_message_comes_once_and_its_code_works_once(
    browser: Browser, platform: Platform, database: Database, three: Three, connected: str
) -> None:
    form = platform.answer_to(browser.get(platform.login_path("ada")).headers["Location"])
    onwards = browser.client.post("/lti/launch", data=form).headers["Location"]
    again = browser.client.post("/lti/launch", data=form)
    assert again.status_code == 400
    assert "used already" in again.text
    assert browser.get(onwards).status_code == 303
    assert "used already" in browser.get(onwards).text


def test_who_is_given_another_persons_launch_is_not_signed_in_as_them(
    app: Flask, browser: Browser, platform: Platform, database: Database, connected: str
) -> None:
    eve = Browser(app.test_client())
    form = platform.answer_to(eve.get(platform.login_path("ada")).headers["Location"])
    planted = browser.client.post("/lti/launch", data=form).headers["Location"]
    answer = browser.get(planted)
    assert answer.status_code == 400
    assert "did not begin in this browser window" in answer.text
    assert 'target="_blank"' in answer.text
    assert nobody_came(database, browser)
    assert eve.get(planted).status_code == 303


def test_a_state_that_is_not_ours_signs_nobody_in(
    browser: Browser, platform: Platform, connected: str, database: Database
) -> None:
    form = platform.answer_to(browser.get(platform.login_path("ada")).headers["Location"])
    for state in ("", "made-up", "a.b.c"):
        answer = browser.client.post("/lti/launch", data={**form, "state": state})
        assert answer.status_code == 400
        assert "took too long" in answer.text
    assert nobody_came(database, browser)


def test_a_token_of_another_platform_does_not_fit_a_login_at_this_one(
    browser: Browser, platform: Platform, database: Database, connected: str, registered: str
) -> None:
    query = parse_qs(urlsplit(browser.get(platform.login_path("ada")).headers["Location"]).query)
    with database.write() as session:
        session.get_one(LtiPlatform, registered).issuer = OTHER
    token = platform.signed(platform.claims("ada", query["nonce"][0]))
    answer = browser.client.post("/lti/launch", data={"state": query["state"][0], "id_token": token})
    assert "cannot be believed" in answer.text


def test_a_platform_that_was_forbidden_lets_nobody_in_also_not_on_the_way(
    launch: Launch, browser: Browser, platform: Platform, database: Database, connected: str, registered: str
) -> None:
    form = platform.answer_to(browser.get(platform.login_path("ada")).headers["Location"])
    later = platform.answer_to(browser.get(platform.login_path("ada")).headers["Location"])
    onwards = browser.client.post("/lti/launch", data=form).headers["Location"]
    with database.write() as session:
        platforms.forbid(session, session.get_one(LtiPlatform, registered))
    assert browser.get(onwards).status_code == 403
    assert browser.client.post("/lti/launch", data=later).status_code == 403
    answer = browser.get(platform.login_path("ada"))
    assert answer.status_code == 403
    assert "not let in yet" in answer.text
    assert nobody_came(database, browser)


def test_the_platform_may_say_no(browser: Browser, platform: Platform, connected: str) -> None:
    form = platform.answer_to(browser.get(platform.login_path("ada")).headers["Location"])
    answer = browser.client.post("/lti/launch", data={"state": form["state"], "error": "login_required"})
    assert answer.status_code == 400
    assert "did not let you go on" in answer.text


def test_a_new_key_of_the_platform_is_found_and_its_keys_are_kept(
    launch: Launch, platform: Platform, connected: str, app: Flask
) -> None:
    launch("ada")
    launch("ada")
    assert [got.path for got in platform.got].count("/jwks") == 1
    keys = app.extensions["dout-lti"].keys
    keys._kept = {url: type(kept)(kept.keys, kept.at - 60) for url, kept in keys._kept.items()}
    platform.keys.append(key_pair("newer"))
    assert launch("ada").status_code == 303


def test_a_platform_whose_keys_are_away_has_a_kind_page(
    browser: Browser, platform: Platform, database: Database, connected: str, registered: str
) -> None:
    with database.write() as session:
        session.get_one(LtiPlatform, registered).jwks_url = f"{platform.url}/nothing"
    form = platform.answer_to(browser.get(platform.login_path("ada")).headers["Location"])
    answer = browser.client.post("/lti/launch", data=form)
    assert answer.status_code == 503
    assert "does not answer just now" in answer.text
    asked = len(platform.got)
    form = platform.answer_to(browser.get(platform.login_path("ada")).headers["Location"])
    assert browser.client.post("/lti/launch", data=form).status_code == 503
    assert len(platform.got) == asked + 1, "and nobody waits for it again at once"


def test_who_was_signed_in_before_is_not_any_more(
    launch: Launch, browser: Browser, app: Flask, three: Three, connected: str
) -> None:
    launch("ada")
    platform_person = browser.get("/account").text
    assert "Ada Lovelace" in platform_person
    with browser.client.session_transaction() as session:
        session["planted"] = "x"
    launch("ada")
    with browser.client.session_transaction() as session:
        assert "planted" not in session


def test_an_account_that_was_linked_later_takes_the_place_of_the_first(
    launch: Launch, database: Database, three: Three, connected: str, platform: Platform
) -> None:
    launch("ada")
    with database.write() as session:
        [identity] = session.scalars(select(Identity))
        session.delete(identity)
        session.flush()
        identities.link(session, three.student, platform.url, "ada", datetime.now(UTC))
    launch("ada")
    with database.read() as session:
        assert session.scalars(select(LtiMember.person_id)).all() == [three.student]
