"""GET and POST /sign-in: right and wrong pairs, where it leads, the session before and after, limits."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
import redis
from argon2 import PasswordHasher
from flask import Flask

from submissions.app import create_app
from submissions.auth import passwords, throttle
from submissions.database import Database
from submissions.models_sign_in import Password
from submissions.services import KEY
from submissions.settings import Settings
from tests.submissions.conftest import Three
from tests.submissions.pages.conftest import PASSWORD, Browser, Elements

ADA = {"email": "ada@example.org", "password": PASSWORD}
both = pytest.mark.parametrize("engine_name", ["sqlite", "postgresql"])
pytestmark = pytest.mark.usefixtures("accounts")


def sent(browser: Browser, **fields: str) -> int:
    return browser.post("/sign-in", {**ADA, **fields}, seen="/sign-in").status_code


def signed_in(browser: Browser) -> bool:
    return browser.get("/account").status_code == 200


@both
@pytest.mark.parametrize("address", ["ada@example.org", " ADA@Example.ORG\n"])
def test_the_right_pair_signs_in_however_the_address_is_written(nobody: Browser, address: str) -> None:
    response = nobody.post("/sign-in", {**ADA, "email": address}, seen="/sign-in")
    assert (response.status_code, response.headers["Location"]) == (303, "/")
    assert "Ada" in nobody.get("/").text


def test_the_page_and_what_is_wrong_are_told_in_german_too(nobody: Browser) -> None:
    german = {"Accept-Language": "de"}
    found = re.search(
        r'name="csrf_token" value="([^"]+)"', nobody.client.get("/sign-in", headers=german).text
    )
    assert found
    sent = {**ADA, "password": "wrong", "csrf_token": found[1]}
    page = nobody.client.post("/sign-in", data=sent, headers=german).text
    assert "<h1>Anmelden</h1>" in page
    assert "gehören nicht zusammen" in page


@both
@pytest.mark.parametrize(
    "wrong",
    [{"password": "chain rule all night"}, {"email": "nobody@example.org"}, {"password": PASSWORD + "\0"}],
)
def test_a_wrong_pair_is_refused_in_the_same_words_whatever_is_wrong(
    nobody: Browser, wrong: dict[str, str]
) -> None:
    response = nobody.post("/sign-in", {**ADA, **wrong}, seen="/sign-in")
    assert response.status_code == 422
    assert "do not belong together" in response.text
    assert not signed_in(nobody)


def test_a_form_with_errors_keeps_what_was_typed_but_for_the_password_and_leads_to_the_first_error(
    nobody: Browser,
) -> None:
    page = nobody.post(
        "/sign-in", {"email": "<ada>", "password": "secret", "next": "/account"}, seen="/sign-in"
    )
    assert page.status_code == 422
    assert "secret" not in page.text
    fields = {field["name"]: field for field in Elements(page.text).all("input")}
    assert fields["email"]["value"] == "<ada>"
    assert fields["next"]["value"] == "/account"
    assert fields["email"]["aria-invalid"] == "true"
    described = str(fields["email"]["aria-describedby"])
    assert f'id="{described}"' in page.text
    assert [name for name, field in fields.items() if "autofocus" in field] == ["email"]


def test_an_unknown_address_costs_as_much_as_a_wrong_password(
    nobody: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    hashes: list[str] = []
    real = passwords._matches

    def noted(hashed: str, typed: str) -> bool:
        hashes.append(hashed)
        return real(hashed, typed)

    monkeypatch.setattr(passwords, "_matches", noted)
    for address in ("ada@example.org", "nobody@example.org"):
        assert sent(nobody, email=address, password="wrong one") == 422
    assert len(hashes) == 2
    known, nobodys = (hashed.split("$")[:4] for hashed in hashes)
    assert known == nobodys, "the same kind of hash with the same parameters"


@pytest.mark.parametrize("path", ["/account", "/submissions/x?line=3#end", "/join/ABCD-EFGH"])
def test_signing_in_leads_to_where_one_wanted_to_go(nobody: Browser, path: str) -> None:
    page = Elements(nobody.client.get("/sign-in", query_string={"next": path}).text)
    assert [field["value"] for field in page.all("input") if field["name"] == "next"] == [path]
    assert nobody.post("/sign-in", {**ADA, "next": path}, seen="/sign-in").headers["Location"] == path
    assert nobody.client.get("/sign-in", query_string={"next": path}).headers["Location"] == path


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example/",
        "///evil.example",
        "/\\evil.example",
        "\\/evil.example",
        "/\t/evil.example",
        "\t//evil.example",
        "/\n/evil.example",
        " //evil.example",
        "javascript:alert(1)",
        "account",
        "/" + "x" * 3000,
        "/account\0",
    ],
)
def test_signing_in_never_leads_to_another_site(nobody: Browser, elsewhere: str) -> None:
    assert nobody.post("/sign-in", {**ADA, "next": elsewhere}, seen="/sign-in").headers["Location"] == "/"
    assert nobody.client.get("/sign-in", query_string={"next": elsewhere}).headers["Location"] == "/"


def test_a_page_for_people_who_are_signed_in_leads_to_the_form_and_back(
    nobody: Browser, three: Three
) -> None:
    path = f"/assignments/{three.assignment}?a=1"
    refused = nobody.get(path)
    assert refused.status_code == 401
    ways = [str(link["href"]) for link in Elements(refused.text).all("a")]
    way = next(href for href in ways if href.startswith("/sign-in?next="))
    found = re.search(r'name="next" value="([^"]+)"', nobody.get(way).text)
    assert found
    assert found[1] == path


def test_nothing_of_the_session_before_is_left(nobody: Browser) -> None:
    nobody.get("/sign-in")
    before = nobody.client.get_cookie("dout_session")
    with nobody.client.session_transaction() as kept:
        kept["planted"] = "x"
        token = kept["csrf_token"]
    assert sent(nobody) == 303
    with nobody.client.session_transaction() as kept:
        assert "planted" not in kept
        assert kept.get("csrf_token") != token
    assert before
    nobody.client.set_cookie("dout_session", before.value)
    assert not signed_in(nobody), "who planted the cookie before does not become who signed in"


@pytest.mark.parametrize(("kept", "days"), [("seen", 7), ("since", 30)])
def test_a_session_ends_when_it_was_not_used_or_lasted_long(nobody: Browser, kept: str, days: int) -> None:
    assert sent(nobody) == 303
    with nobody.client.session_transaction() as session:
        session[kept] -= days * 86400 - 60
    assert signed_in(nobody)
    with nobody.client.session_transaction() as session:
        session[kept] -= 120 if kept == "since" else days * 86400 + 60
    assert not signed_in(nobody)


def test_the_use_of_a_session_is_kept_to_the_minute(nobody: Browser) -> None:
    assert sent(nobody) == 303
    nobody.get("/account")
    assert "Set-Cookie" not in nobody.get("/account").headers
    with nobody.client.session_transaction() as session:
        session["seen"] -= 61
    assert "Set-Cookie" in nobody.get("/account").headers


def test_a_session_without_its_times_has_ended(nobody: Browser) -> None:
    assert sent(nobody) == 303
    with nobody.client.session_transaction() as session:
        del session["since"]
    assert not signed_in(nobody)


def test_guessing_is_stopped_and_the_page_says_when_to_go_on(nobody: Browser, stranger: Browser) -> None:
    allowed = throttle.PER_ADDRESS_HERE.amount
    assert [sent(nobody, password="a wrong guess") for _ in range(allowed)] == [422] * allowed
    stopped = nobody.post("/sign-in", ADA, seen="/sign-in")
    assert stopped.status_code == 429
    assert 1 <= int(stopped.headers["Retry-After"]) <= throttle.PER_ADDRESS_HERE.get_expiry()
    assert "tried too often. Wait" in stopped.text
    assert 'value="ada@example.org"' in stopped.text
    assert sent(nobody, email="emmy@example.org") == 303, "others from the same place are let in"


def test_a_success_counts_anew(nobody: Browser) -> None:
    for _ in range(2):
        for _ in range(throttle.PER_ADDRESS_HERE.amount - 1):
            assert sent(nobody, password="a wrong guess") == 422
        assert sent(nobody) == 303
        nobody.post("/leave", {})


def test_all_web_processes_count_together(nobody: Browser, settings: Settings) -> None:
    for _ in range(throttle.PER_ADDRESS_HERE.amount):
        sent(nobody, password="a wrong guess")
    other = create_app(settings)
    try:
        assert sent(Browser(other.test_client())) == 429
    finally:
        _close(other)


def test_without_the_broker_signing_in_goes_on_and_guessing_is_stopped(settings: Settings) -> None:
    away = create_app(replace(settings, broker_url="redis+socket:///nowhere/at/all"))
    try:
        browser = Browser(away.test_client())
        assert sent(browser) == 303
        browser.post("/leave", {})
        allowed = throttle.PER_ADDRESS_HERE.amount
        codes = [sent(browser, password="a wrong guess") for _ in range(allowed + 1)]
        assert codes == [422] * allowed + [429]
    finally:
        _close(away)


def test_no_address_stands_in_the_broker(nobody: Browser, broker: redis.Redis) -> None:
    sent(nobody, password="a wrong guess")
    kept = str(broker.keys("LIMIT*"))
    assert "LIMIT" in kept
    assert "ada" not in kept


@both
def test_a_hash_with_old_parameters_is_renewed(nobody: Browser, database: Database, three: Three) -> None:
    old = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    with database.write() as session:
        session.get_one(Password, three.student).hash = old
    assert sent(nobody) == 303
    with database.read() as session:
        assert session.get_one(Password, three.student).hash.split("$")[3] == "m=19456,t=2,p=1"
    assert signed_in(nobody)


def test_who_has_no_password_is_not_signed_in(nobody: Browser, database: Database, three: Three) -> None:
    with database.write() as session:
        session.delete(session.get_one(Password, three.student))
    assert sent(nobody) == 422


def _close(app: Flask) -> None:
    app.extensions[KEY].database.close()
    app.extensions[KEY].queue.close()
