"""Launches that are forged, replayed, or meant for somebody else: nobody is signed in by them."""

from __future__ import annotations

import base64
import hmac
import json
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

from flask import Flask
from joserfc import jwt
from joserfc.jwk import RSAKey

from submissions.database import Database
from submissions.lti import vocabulary as v
from submissions.models_lti import LtiPlatform
from tests.submissions.conftest import Three
from tests.submissions.lti.conftest import Launch
from tests.submissions.lti.platform import CLIENT, MEMBERSHIP, Platform, key_pair
from tests.submissions.lti.test_launch import nobody_came
from tests.submissions.pages.conftest import Browser

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
