"""The account page: name, password, sessions."""

from __future__ import annotations

import pytest
from flask import Flask

from submissions.auth import throttle, tokens
from submissions.database import Database
from submissions.models import Person
from submissions.models_sign_in import Password
from submissions.store import trail
from tests.submissions.conftest import START, Three
from tests.submissions.pages.conftest import PASSWORD, Browser, Elements

both = pytest.mark.parametrize("engine_name", ["sqlite", "postgresql"])
pytestmark = pytest.mark.usefixtures("accounts")
NEW = "summed over the batch"


def as_ada(app: Flask, password: str = PASSWORD) -> Browser:
    """Ada at another computer."""
    browser = Browser(app.test_client())
    sent = {"email": "ada@example.org", "password": password}
    assert browser.post("/sign-in", sent, seen="/sign-in").status_code == 303
    return browser


def signed_in(browser: Browser) -> bool:
    return browser.get("/account").status_code == 200


def name_of(database: Database, person: str) -> str:
    with database.read() as session:
        return session.get_one(Person, person).name


def test_each_sees_their_own_account_and_nobody_sees_one(
    student: Browser, tutor: Browser, stranger: Browser, nobody: Browser
) -> None:
    shown = {browser: browser.get("/account").text for browser in (student, tutor, stranger)}
    for browser, address in ((student, "ada@"), (tutor, "emmy@"), (stranger, "max@")):
        assert [address in page for page in shown.values()].count(True) == 1
        assert address in shown[browser]
    assert nobody.get("/account").status_code == 401


@pytest.mark.parametrize("path", ["name", "password", "leave", "tokens", "tokens/x/revoke"])
def test_nobody_changes_an_account(nobody: Browser, path: str) -> None:
    assert nobody.post(f"/account/{path}", {"name": "Eve"}, seen="/sign-in").status_code == 401


@both
def test_the_name_is_changed_and_cleaned(student: Browser, database: Database, three: Three) -> None:
    assert student.post("/account/name", {"name": " Ada\u202e  Lovelace\u200b "}).status_code == 303
    assert name_of(database, three.student) == "Ada Lovelace"
    assert "Ada Lovelace" in student.get("/").text


def test_a_name_that_cannot_be_used_is_kept_in_the_form_only(
    student: Browser, database: Database, three: Three
) -> None:
    refused = student.post("/account/name", {"name": "N" * 201})
    assert refused.status_code == 422
    assert "N" * 201 in refused.text
    assert "at most 200" in refused.text
    assert name_of(database, three.student) == "Ada"


@both
def test_a_new_password_ends_every_other_session(app: Flask) -> None:
    here, there = as_ada(app), as_ada(app)
    changed = here.post("/account/password", {"current": PASSWORD, "password": NEW})
    assert changed.status_code == 303
    assert signed_in(here)
    assert not signed_in(there)
    assert signed_in(as_ada(app, NEW))


@pytest.mark.parametrize("path", ["password", "leave"])
def test_tokens_stay_unless_they_shall_go_too(
    app: Flask, database: Database, three: Three, path: str
) -> None:
    own, others = new_token(database, three.student, None), new_token(database, three.tutor, None)
    of_course = new_token(database, three.student, three.course)
    here = as_ada(app)
    assert here.get("/account").text.count('name="tokens"') == 2
    sent = {"current": PASSWORD, "password": NEW}
    assert here.post(f"/account/{path}", sent).status_code == 303
    assert all(works(app, one) for one in (own, others, of_course))
    again = {"current": NEW, "password": PASSWORD, "tokens": "revoke"}
    assert here.post(f"/account/{path}", again).status_code == 303
    assert "1 token is revoked" in here.get("/account").text
    assert [works(app, one) for one in (own, others, of_course)] == [False, True, True]
    with database.read() as session:
        [line] = trail.of_subject(session, three.student)
        assert (line.action, line.details) == ("tokens.revoked", {"count": 1})
    assert 'name="tokens"' not in here.get("/account").text


def new_token(database: Database, person: str, course: str | None) -> str:
    with database.write() as session:
        return tokens.make(
            session,
            person_id=person,
            course_id=course,
            label="laptop",
            words=["read"],
            now=START,
            expires_at=None,
        )


def works(app: Flask, token: str) -> bool:
    headers = {"Authorization": f"Bearer {token}"}
    return app.test_client().get("/api/v1/me", headers=headers).status_code == 200


@pytest.mark.parametrize(
    ("sent", "field", "told"),
    [
        ({"current": "", "password": NEW}, "current", "that you have now"),
        ({"current": NEW, "password": NEW}, "current", "not your password"),
        ({"current": PASSWORD, "password": "short"}, "password", "at least 10"),
        ({"current": PASSWORD, "password": "Ada@Example.org"}, "password", "guessed too easily"),
    ],
)
def test_a_change_that_is_refused_says_why_and_changes_nothing(
    app: Flask, sent: dict[str, str], field: str, told: str
) -> None:
    browser = as_ada(app)
    refused = browser.post("/account/password", sent)
    assert refused.status_code == 422
    assert told in refused.text
    fields = Elements(refused.text).all("input")
    assert [it["name"] for it in fields if it.get("aria-invalid")] == [field]
    assert signed_in(as_ada(app))


def test_the_old_password_is_not_guessed_here_either(app: Flask) -> None:
    browser = as_ada(app)
    sent = {"current": "a wrong guess", "password": NEW}
    allowed = throttle.PER_ADDRESS_HERE.amount
    codes = [browser.post("/account/password", sent).status_code for _ in range(allowed + 1)]
    assert codes == [422] * allowed + [429]


@both
def test_one_signs_out_everywhere_but_here_and_others_stay(app: Flask, tutor: Browser) -> None:
    here, there = as_ada(app), as_ada(app)
    assert here.post("/account/leave", {}).status_code == 303
    assert signed_in(here)
    assert not signed_in(there)
    assert signed_in(tutor)


def test_who_signs_in_elsewhere_is_offered_no_password(
    student: Browser, database: Database, three: Three
) -> None:
    with database.write() as session:
        session.delete(session.get_one(Password, three.student))
    page = student.get("/account").text
    assert "You have no password here" in page
    assert student.post("/account/password", {"current": "", "password": NEW}).status_code == 422
    assert student.post("/account/password", {"current": "x", "password": NEW}).status_code == 422
