"""GET and POST /reset/<token>: a new password by a link that works once and for a day."""

from __future__ import annotations

import time

import pytest
from itsdangerous import TimestampSigner

from submissions.auth import passwords, reset_links, tokens
from submissions.database import Database
from submissions.models import Membership, Person, Role
from submissions.models_sign_in import Password
from submissions.settings import Settings
from tests.submissions.conftest import START, Three
from tests.submissions.pages.conftest import PASSWORD, Browser

both = pytest.mark.parametrize("engine_name", ["sqlite", "postgresql"])
pytestmark = pytest.mark.usefixtures("accounts")
NEW = {"password": "summed over the batch"}


def link(database: Database, settings: Settings, person: str) -> str:
    with database.read() as session:
        return reset_links.path(session, settings, person)


@both
def test_the_link_sets_the_password_once_and_ends_all_sessions(
    nobody: Browser, student: Browser, database: Database, settings: Settings, three: Three
) -> None:
    first, second = (link(database, settings, three.student) for _ in range(2))
    assert "Ada" in nobody.get(first).text
    done = nobody.post(first, NEW, seen=first)
    assert (done.status_code, done.headers["Location"]) == (303, "/")
    assert nobody.get("/account").status_code == 200
    assert student.get("/account").status_code == 401
    for stale in (first, second):
        assert student.get(stale).status_code == 404
        again = student.post(stale, {"password": "another one, please"}, seen="/sign-in")
        assert again.status_code == 404
        assert "used already" in again.text
    address = {"email": "ada@example.org"}
    assert student.post("/sign-in", {**address, "password": PASSWORD}, seen="/sign-in").status_code == 422
    assert student.post("/sign-in", {**address, **NEW}, seen="/sign-in").status_code == 303


@pytest.mark.parametrize(("more", "left"), [({}, 1), ({"tokens": "revoke"}, 0)])
def test_tokens_stay_unless_they_shall_go_too(
    nobody: Browser, database: Database, settings: Settings, three: Three, more: dict[str, str], left: int
) -> None:
    with database.write() as session:
        tokens.make(
            session,
            person_id=three.student,
            course_id=None,
            label="laptop",
            words=["read"],
            now=START,
            expires_at=None,
        )
    first = link(database, settings, three.student)
    assert "Revoke my tokens for programs, too (1)" in nobody.get(first).text
    assert nobody.post(first, {**NEW, **more}, seen=first).status_code == 303
    with database.read() as session:
        assert len(tokens.of_person(session, three.student)) == left


@both
def test_who_had_no_password_gets_one(
    nobody: Browser, database: Database, settings: Settings, three: Three
) -> None:
    with database.write() as session:
        session.delete(session.get_one(Password, three.student))
    first = link(database, settings, three.student)
    assert nobody.post(first, NEW, seen=first).status_code == 303
    assert nobody.get(first).status_code == 404


def test_a_change_of_the_password_voids_the_link(
    nobody: Browser, database: Database, settings: Settings, three: Three
) -> None:
    stale = link(database, settings, three.student)
    with database.write() as session:
        passwords.put(session, three.student, PASSWORD, START)
    assert nobody.get(stale).status_code == 404, "even if it is the same one again"


def test_a_link_is_good_for_a_day(
    nobody: Browser, database: Database, settings: Settings, three: Three, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = time.time()
    for age, code in ((reset_links.SECONDS - 60, 200), (reset_links.SECONDS + 60, 404)):
        with monkeypatch.context() as past:
            past.setattr(TimestampSigner, "get_timestamp", lambda _, age=age: int(made - age))
            old = link(database, settings, three.student)
        assert nobody.get(old).status_code == code


@pytest.mark.parametrize("token", ["x", "a.b.c", "%00", "W10.x.y", "e30" * 900])
def test_a_link_that_we_did_not_make_says_what_to_do(nobody: Browser, token: str) -> None:
    response = nobody.get(f"/reset/{token}")
    assert response.status_code == 404
    assert "Ask for a new one" in response.text


@pytest.mark.parametrize("content", [[], "ab", {}, None, [1, 2], ["?", "?"], ["?", "?", None], 7])
def test_what_we_signed_and_does_not_fit_is_refused(
    nobody: Browser, settings: Settings, content: object
) -> None:
    token = reset_links._signer(settings).dumps(content)
    assert nobody.get(f"/reset/{token}").status_code == 404


def test_a_password_that_cannot_be_taken_leaves_the_link_good(
    nobody: Browser, database: Database, settings: Settings, three: Three
) -> None:
    good = link(database, settings, three.student)
    refused = nobody.post(good, {"password": "short"}, seen=good)
    assert refused.status_code == 422
    assert "at least 10" in refused.text
    assert nobody.post(good, NEW, seen=good).status_code == 303


@both
def test_a_link_is_made_for_ones_own_students_only(database: Database, three: Three) -> None:
    def may(actor: str, person: str) -> bool:
        with database.read() as session:
            return reset_links.may_make(session, actor, person)

    assert may(three.tutor, three.student)
    for actor, person in (
        (three.student, three.student),
        (three.student, three.tutor),
        (three.stranger, three.student),
        (three.tutor, three.stranger),
        (three.tutor, three.tutor),
        (three.tutor, "nobody"),
        ("nobody", three.student),
    ):
        assert not may(actor, person)
    with database.write() as session:
        session.add(Membership(course_id=three.other_course, person_id=three.student, role=Role.TUTOR))
    assert not may(three.tutor, three.student), "the link would be a way into the other course"
    with database.write() as session:
        session.get_one(Membership, (three.other_course, three.student)).role = Role.STUDENT
    assert not may(three.tutor, three.student), "nor is it theirs where somebody else teaches"
    assert not may(three.stranger, three.student), "who could put anybody into their course"
    with database.write() as session:
        session.get_one(Person, three.stranger).is_admin = True
    assert may(three.stranger, three.tutor)
    assert not may(three.tutor, three.stranger)


def test_a_link_is_void_once_its_maker_may_not_make_it(
    nobody: Browser, tutor: Browser, database: Database, three: Three
) -> None:
    page = tutor.post(f"/people/{three.student}/reset-link", {})
    path = page.text.partition('class="once">')[2].partition("<")[0].removeprefix("http://127.0.0.1:8000")
    assert nobody.get(path).status_code == 200
    with database.write() as session:
        session.add(Membership(course_id=three.other_course, person_id=three.student, role=Role.TUTOR))
    refused = nobody.post(path, NEW, seen="/sign-in")
    assert refused.status_code == 404
    assert "may not make it now" in refused.text
