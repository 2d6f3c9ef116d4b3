"""GET and POST /join and /join/<code>: into a course by its code."""

from __future__ import annotations

import pytest
from limits import parse
from sqlalchemy import func, select

from submissions.auth import joining, throttle
from submissions.auth.throttle import Throttle
from submissions.database import Database
from submissions.models import Course, Membership, Person, Role
from submissions.settings import Settings
from tests.submissions.conftest import Three
from tests.submissions.pages.conftest import PASSWORD, Browser, Elements

both = pytest.mark.parametrize("engine_name", ["sqlite", "postgresql"])
CODE = "ABCD-EFGH"
JOIN = f"/join/{CODE}"
GRACE = {"name": "Grace Hopper", "email": "grace@example.org", "password": PASSWORD}


@pytest.fixture(autouse=True)
def code(database: Database, three: Three) -> str:
    with database.write() as session:
        session.get_one(Course, three.course).join_code = CODE
    return CODE


def roles(database: Database, course: str) -> dict[str, str]:
    """Who is what in the course, by name."""
    with database.read() as session:
        members = select(Person.name, Membership.role).join(Membership).where(Membership.course_id == course)
        return {row.name: row.role for row in session.execute(members)}


@pytest.mark.parametrize("typed", ["abcd-efgh", " ABCDEFGH ", "abcd efgh", "ab-cd–ef-gh"])
def test_the_code_leads_to_the_course_however_it_is_typed(nobody: Browser, typed: str) -> None:
    assert nobody.client.get("/join", query_string={"code": typed}).headers["Location"] == JOIN


@pytest.mark.parametrize("typed", ["ABCD-EFGJ", "ABCD", "ABCD-EFGH-J", "<b>", "\0", "x" * 3000])
def test_a_code_that_leads_nowhere_is_kept_and_explained(nobody: Browser, typed: str) -> None:
    response = nobody.client.get("/join", query_string={"code": typed})
    assert response.status_code == 404
    page = Elements(response.text)
    assert [field["value"] for field in page.all("input") if field["name"] == "code"] == [typed.strip()[:80]]
    assert "No course has this code" in page.text
    assert nobody.get("/join/ZZZZ-ZZZZ").status_code == 404
    assert nobody.post("/join/ZZZZ-ZZZZ", GRACE, seen=JOIN).status_code == 404


def test_a_course_without_a_code_cannot_be_joined(
    nobody: Browser, stranger: Browser, database: Database, three: Three
) -> None:
    with database.write() as session:
        session.get_one(Course, three.course).join_code = None
    for text in ("", "None", "-", "%20"):
        assert nobody.get(f"/join?code={text}").status_code in {200, 404}
        assert nobody.get(f"/join/{text or '-'}").status_code == 404
    assert stranger.post("/join/None", {}).status_code == 404
    assert set(roles(database, three.course)) == {"Ada", "Emmy"}


@both
def test_a_newcomer_makes_an_account_and_is_a_student(
    nobody: Browser, database: Database, three: Three
) -> None:
    assert "Maths" in nobody.get(JOIN).text
    response = nobody.post(JOIN, GRACE, seen=JOIN)
    assert (response.status_code, response.headers["Location"]) == (303, "/")
    page = nobody.get("/").text
    assert "You are in “Maths”" in page
    assert "Matrix derivatives" in page
    assert roles(database, three.course)["Grace Hopper"] == Role.STUDENT
    nobody.post("/leave", {})
    assert nobody.post("/sign-in", GRACE, seen="/sign-in").status_code == 303


@both
def test_who_is_signed_in_joins_without_a_new_account(
    stranger: Browser, database: Database, three: Three
) -> None:
    assert "You are signed in as" in stranger.get(JOIN).text
    assert stranger.post(JOIN, {}, seen=JOIN).status_code == 303
    assert roles(database, three.course)["Max"] == Role.STUDENT
    assert roles(database, three.other_course) == {"Max": Role.TUTOR}


@both
def test_who_is_a_member_stays_what_they_are(
    tutor: Browser, student: Browser, database: Database, three: Three
) -> None:
    for browser in (tutor, student, student):
        assert browser.post(JOIN, {}, seen=JOIN).status_code == 303
    assert roles(database, three.course) == {"Ada": Role.STUDENT, "Emmy": Role.TUTOR}


@both
def test_nobody_takes_over_an_address_that_somebody_has(
    accounts: dict[str, str], nobody: Browser, database: Database, three: Three
) -> None:
    response = nobody.post(JOIN, {**GRACE, "email": "MAX@example.org"}, seen=JOIN)
    assert response.status_code == 422
    assert "There is an account with this address already" in response.text
    assert "Max" not in roles(database, three.course)
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(Person)) == 3


@pytest.mark.parametrize(
    ("field", "typed", "told"),
    [
        ("name", "", "at least one letter"),
        ("name", "\u202e\u200b\u2066 \u3164", "at least one letter"),
        ("name", "é" * 201, "at most 200"),
        ("email", "", "Write your e-mail address"),
        ("email", "grace", "no e-mail address"),
        ("email", "grace@example.org\r\nBcc: all@example.org", "no e-mail address"),
        ("email", "gr\u200bace@example.org", "no e-mail address"),
        ("email", "grаce@example.org", "no e-mail address"),
        ("email", "g" * 300 + "@example.org", "no e-mail address"),
        ("password", "", "at least 10"),
        ("password", "short", "at least 10"),
        ("password", "x" * 300, "at most 256"),
        ("password", "aaaaaaaaaaaa", "guessed too easily"),
        ("password", "grace@example.org", "guessed too easily"),
    ],
)
def test_a_field_that_cannot_be_used_is_told_and_nothing_is_made(
    nobody: Browser, database: Database, three: Three, field: str, typed: str, told: str
) -> None:
    response = nobody.post(JOIN, {**GRACE, field: typed}, seen=JOIN)
    assert response.status_code == 422
    page = Elements(response.text)
    assert told in page.text
    fields = {it["name"]: it for it in page.all("input")}
    assert [name for name, it in fields.items() if it.get("aria-invalid")] == [field]
    assert f"{field}-error" in str(fields[field]["aria-describedby"]).split()
    assert [name for name, it in fields.items() if "autofocus" in it] == [field]
    assert "value" not in fields["password"]
    if field != "name":
        assert fields["name"]["value"] == GRACE["name"]
    assert set(roles(database, three.course)) == {"Ada", "Emmy"}


@both
def test_a_name_is_kept_without_what_nobody_sees(nobody: Browser, database: Database, three: Three) -> None:
    typed = "  Gra\u200bce\u202e \t Hop\u0300\u0301\u0302\u0303\u0304\u0305\u0306per\n"
    assert nobody.post(JOIN, {**GRACE, "name": typed}, seen=JOIN).status_code == 303
    name = next(name for name in roles(database, three.course) if name.startswith("Grace"))
    assert name == "Grace Hop\u0300\u0301\u0302\u0303per"


def test_trying_codes_is_stopped(
    nobody: Browser, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(throttle, "PER_PLACE", parse("5 per hour"))
    counters = Throttle(settings)
    for _ in range(throttle.PER_PLACE.amount):
        counters.count(throttle.PER_PLACE, "place", "127.0.0.1")
    for path in ("/join/ZZZZ-ZZZZ", "/join?code=ABCD-EFGJ"):
        response = nobody.get(path)
        assert response.status_code == 429
        assert response.headers["Retry-After"].isdigit()
    assert nobody.get(JOIN).status_code == 200, "who has the code is let in"
    assert nobody.post(JOIN, GRACE, seen=JOIN).status_code == 429


def test_codes_are_written_without_letters_that_look_alike() -> None:
    codes = {joining.new_code() for _ in range(200)}
    assert len(codes) == 200
    assert all(joining.written(code.lower()) == code and len(code) == 9 for code in codes)
    assert not set("".join(codes)) & set("IL0O1")
