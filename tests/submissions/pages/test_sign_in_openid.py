"""Signing in at an OpenID Connect provider, a real process here; what is forged, and what is away."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import redis
import requests
from flask import Flask
from sqlalchemy import select

from submissions.app import create_app
from submissions.auth import identities, passwords
from submissions.database import Database
from submissions.models import Person
from submissions.models_sign_in import Identity, Password
from submissions.services import KEY
from submissions.settings import Settings
from tests.service import free_port, until
from tests.submissions.conftest import START, Three
from tests.submissions.pages.conftest import Browser

both = pytest.mark.parametrize("engine_name", ["sqlite", "postgresql"])
BEGIN, BACK = "/sign-in/openid", "/sign-in/openid/back"


class Provider:
    """The provider and what it says of its people."""

    def __init__(self, url: str) -> None:
        self.url = url

    def knows(self, sub: str, **claims: Any) -> None:
        """Somebody has an account there."""
        assert requests.put(f"{self.url}/users/{sub}", json=claims, timeout=10).status_code == 204

    def sign_in(self, address: str, sub: str) -> str:
        """Somebody signs in there and is sent back: to this path."""
        answer = requests.post(address, data={"sub": sub}, allow_redirects=False, timeout=10)
        assert answer.status_code == 302, answer.text
        back = urlsplit(answer.headers["Location"])
        return f"{back.path}?{back.query}"


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    port = free_port()
    process = subprocess.Popen(
        [
            sys.executable,
            "-W",
            "ignore",
            "-m",
            "oidc_provider_mock",
            "--port",
            str(port),
            "--require-nonce",
            "true",
        ],
        env={**os.environ, "AUTHLIB_INSECURE_TRANSPORT": "1"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    url = f"http://127.0.0.1:{port}"

    def answers() -> bool:
        assert process.poll() is None
        try:
            return requests.get(f"{url}/.well-known/openid-configuration", timeout=10).ok
        except requests.ConnectionError:
            return False

    try:
        until(answers, what="the provider")
        yield Provider(url)
    finally:
        process.terminate()
        process.wait()


@pytest.fixture
def app(settings: Settings, database: Database, broker: redis.Redis, provider: Provider) -> Iterator[Flask]:
    app = create_app(
        replace(settings, oidc_issuer=provider.url, oidc_client_id="dout", oidc_client_secret="a secret")
    )
    yield app
    app.extensions[KEY].database.close()
    app.extensions[KEY].queue.close()


def came_back(browser: Browser, provider: Provider, sub: str, onwards: str = "/") -> Any:
    """The answer to who signs in at the provider as `sub`."""
    away = browser.client.get(BEGIN, query_string={"next": onwards})
    assert away.status_code == 302
    return browser.get(provider.sign_in(away.headers["Location"], sub))


def people(database: Database) -> dict[str, str | None]:
    with database.read() as session:
        return {person.name: person.email for person in session.scalars(select(Person))}


@both
def test_a_newcomer_gets_an_account_and_comes_back_to_it(
    app: Flask, nobody: Browser, provider: Provider, database: Database, three: Three
) -> None:
    provider.knows("g1", name="Grace\u202e Hopper", email="Grace@example.org", email_verified=True)
    response = came_back(nobody, provider, "g1", "/account")
    assert (response.status_code, response.headers["Location"]) == (302, "/account")
    assert "Grace Hopper" in nobody.get("/account").text
    assert "There is no assignment for you yet" in nobody.get("/").text
    assert people(database)["Grace Hopper"] == "grace@example.org"
    again = Browser(app.test_client())
    assert came_back(again, provider, "g1").status_code == 302
    assert "Grace Hopper" in again.get("/").text
    assert len(people(database)) == 4


def test_the_way_there_has_state_nonce_and_a_challenge(nobody: Browser, provider: Provider) -> None:
    asked = [parse_qs(urlsplit(nobody.get(BEGIN).headers["Location"]).query) for _ in range(2)]
    for query in asked:
        assert query["code_challenge_method"] == ["S256"]
        assert query["response_type"] == ["code"]
        assert query["redirect_uri"] == ["http://127.0.0.1:8000" + BACK]
    for key in ("state", "nonce", "code_challenge"):
        assert asked[0][key] != asked[1][key]


@both
def test_an_address_makes_nobody_somebody_else(
    accounts: dict[str, str], nobody: Browser, provider: Provider, database: Database, three: Three
) -> None:
    for sub, verified in (("m1", True), ("m2", False)):
        provider.knows(sub, name=sub, email="emmy@example.org", email_verified=verified)
        browser = Browser(nobody.client.application.test_client())
        assert came_back(browser, provider, sub).status_code == 302
        assert "Matrix derivatives" not in browser.get("/").text
        assert people(database)[sub] is None, "who has the address keeps it"


@pytest.mark.parametrize(
    ("verified", "is_ada"), [(True, True), (False, False), ("true", False), (None, False)]
)
def test_who_stands_in_the_roster_without_a_way_in_comes_in_by_a_verified_address(
    nobody: Browser, provider: Provider, database: Database, three: Three, verified: Any, is_ada: bool
) -> None:
    with database.write() as session:
        session.get_one(Person, three.student).email = "ada@example.org"
    sub = f"a-{verified}"
    provider.knows(sub, name="A. Lovelace", email="Ada@example.org", email_verified=verified)
    assert came_back(nobody, provider, sub).status_code == 302
    assert ("Matrix derivatives" in nobody.get("/").text) is is_ada
    provider.knows(f"{sub}-2", name="Eve", email="ada@example.org", email_verified=True)
    second = Browser(nobody.client.application.test_client())
    came_back(second, provider, f"{sub}-2")
    assert ("Matrix derivatives" in second.get("/").text) is not is_ada


@both
def test_who_is_signed_in_links_an_identity_after_being_asked(
    app: Flask, student: Browser, nobody: Browser, provider: Provider, database: Database, three: Three
) -> None:
    provider.knows("l1", name="Ada at work", email="<img src=x>work@example.org")
    assert came_back(student, provider, "l1").headers["Location"] == "/account/identities/new"
    asked = student.get("/account/identities/new").text
    assert "&lt;img src=x&gt;work@example.org" in asked
    assert "<img" not in asked
    with database.read() as session:
        assert session.scalars(select(Identity)).all() == [], "nothing is linked by coming back"
    assert student.post("/account/identities", {}).status_code == 303
    assert "l1" in student.get("/account").text
    assert came_back(nobody, provider, "l1").status_code == 302
    assert "Matrix derivatives" in nobody.get("/").text
    assert len(people(database)) == 3


def test_an_identity_of_somebody_else_is_not_linked(
    student: Browser, stranger: Browser, provider: Provider, database: Database, three: Three
) -> None:
    provider.knows("l2", name="Max")
    came_back(stranger, provider, "l2")
    stranger.post("/account/identities", {})
    came_back(student, provider, "l2")
    assert "belongs to somebody else" in student.get("/account").text
    student.post("/account/identities", {})
    with database.read() as session:
        assert [it.person_id for it in session.scalars(select(Identity))] == [three.stranger]


def test_the_last_way_in_is_not_removed_and_nobody_elses(
    student: Browser, stranger: Browser, database: Database, three: Three
) -> None:
    with database.write() as session:
        identities.link(session, three.student, "https://a.example", "a", START)
        [identity] = identities.of_person(session, three.student)
    path = f"/account/identities/{identity.id}/remove"
    assert student.post(path, {}).status_code == 409
    with database.write() as session:
        session.add(Password(person_id=three.student, hash=passwords._nobodys(), changed_at=START))
    assert stranger.post(path, {}).status_code == 409
    assert student.post(path, {}).status_code == 303
    with database.read() as session:
        assert session.scalars(select(Identity)).all() == []


def test_a_way_back_that_did_not_begin_here_signs_nobody_in(
    app: Flask, nobody: Browser, provider: Provider, three: Three
) -> None:
    provider.knows("eve", name="Eve")
    eve = Browser(app.test_client())
    back = provider.sign_in(eve.get(BEGIN).headers["Location"], "eve")
    planted = nobody.get(back)
    assert planted.headers["Location"] == "/sign-in"
    assert "began in another browser" in nobody.get("/sign-in").text
    assert nobody.get("/account").status_code == 401
    assert eve.get(back).headers["Location"] == "/"
    eve.post("/leave", {})
    assert eve.get(back).headers["Location"] == "/sign-in", "and no way back works twice"


@pytest.mark.parametrize("query", ["", "?code=x", "?state=x", "?code=x&state=y", "?error=access_denied"])
def test_a_made_up_way_back_signs_nobody_in(nobody: Browser, provider: Provider, query: str) -> None:
    nobody.get(BEGIN)
    assert nobody.get(BACK + query).headers["Location"] == "/sign-in"
    assert nobody.get("/account").status_code == 401


def test_a_token_for_another_nonce_is_refused(nobody: Browser, provider: Provider) -> None:
    provider.knows("n1", name="Nina")
    away = nobody.get(BEGIN).headers["Location"]
    back = provider.sign_in(away.replace("nonce=", "nonce=other"), "n1")
    assert nobody.get(back).status_code == 503
    assert nobody.get("/account").status_code == 401


def test_it_never_leads_to_another_site(nobody: Browser, provider: Provider) -> None:
    provider.knows("o1", name="Olga")
    assert came_back(nobody, provider, "o1", "//evil.example").headers["Location"] == "/"


def test_the_session_of_before_is_gone(nobody: Browser, provider: Provider) -> None:
    provider.knows("s1", name="Sonja")
    with nobody.client.session_transaction() as session:
        session["planted"] = "x"
    came_back(nobody, provider, "s1")
    with nobody.client.session_transaction() as session:
        assert not [key for key in session if key == "planted" or key.startswith("_state")]


def test_an_identity_is_of_one_provider_only(database: Database, three: Three) -> None:
    with database.write() as session:
        identities.link(session, three.student, "https://a.example", "1", START)
        assert identities.person_of(session, "https://b.example", "1") is None


def test_a_provider_that_is_away_has_a_kind_page_and_may_come_back(
    settings: Settings, provider: Provider, three: Three
) -> None:
    for issuer in (f"http://127.0.0.1:{free_port()}", provider.url.replace("127.0.0.1", "localhost") + "/x"):
        app = create_app(replace(settings, oidc_issuer=issuer, oidc_client_id="dout"))
        browser = Browser(app.test_client())
        assert "Sign in with your university" in browser.get("/sign-in").text
        response = browser.get(BEGIN)
        assert response.status_code == 503
        assert response.headers["Retry-After"] == "60"
        assert "does not answer just now" in response.text
        app.extensions[KEY].database.close()
        app.extensions[KEY].queue.close()


def test_without_a_provider_there_is_no_such_address(settings: Settings, three: Three) -> None:
    app = create_app(settings)
    for path in (BEGIN, BACK):
        assert app.test_client().get(path).status_code == 404
    assert "Sign in with" not in app.test_client().get("/sign-in").text
    app.extensions[KEY].database.close()
    app.extensions[KEY].queue.close()
