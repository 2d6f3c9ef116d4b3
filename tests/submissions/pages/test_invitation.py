"""GET and POST /invitations/<token>: once, in time, and for whom it is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from submissions.auth import joining
from submissions.database import Database
from submissions.models import Membership, Person, Role
from submissions.models_sign_in import Invitation
from tests.submissions.conftest import Three
from tests.submissions.pages.conftest import PASSWORD, Browser

both = pytest.mark.parametrize("engine_name", ["sqlite", "postgresql"])
GRACE = {"name": "Grace Hopper", "email": "grace@example.org", "password": PASSWORD}


def invited(
    database: Database, course: str, role: Role = Role.TUTOR, *, email: str | None = None, days: int = 14
) -> str:
    with database.write() as session:
        lasts = timedelta(days=days)
        return "/invitations/" + joining.invite(
            session, course, role, datetime.now(UTC), email=email, lasts=lasts
        )


def role_of(database: Database, course: str, name: str) -> str | None:
    with database.read() as session:
        member = (
            select(Membership.role).join(Person).where(Membership.course_id == course, Person.name == name)
        )
        return session.scalar(member)


@both
def test_a_newcomer_becomes_what_the_invitation_says(
    nobody: Browser, database: Database, three: Three
) -> None:
    link = invited(database, three.course)
    assert "invited as a tutor" in nobody.get(link).text
    assert nobody.post(link, GRACE, seen=link).status_code == 303
    assert role_of(database, three.course, "Grace Hopper") == Role.TUTOR
    assert "See everyone’s results" in nobody.get("/").text


@both
def test_an_invitation_is_used_once_and_looking_does_not_use_it(
    stranger: Browser, student: Browser, nobody: Browser, database: Database, three: Three
) -> None:
    link = invited(database, three.course)
    for browser in (student, nobody, stranger):
        assert browser.get(link).status_code == 200
    assert stranger.post(link, {}).status_code == 303
    for browser, sent in ((student, {}), (nobody, GRACE), (stranger, {})):
        again = browser.post(link, sent, seen="/sign-in" if browser is nobody else "/")
        assert again.status_code == 404
        assert "used already" in again.text
        assert browser.get(link).status_code == 404
    assert role_of(database, three.course, "Max") == Role.TUTOR
    assert role_of(database, three.course, "Ada") == Role.STUDENT
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(Person)) == 3, (
            "no account for who came too late"
        )


@both
def test_a_role_is_raised_and_never_lowered(
    student: Browser, tutor: Browser, database: Database, three: Three
) -> None:
    for browser, role in ((student, Role.TUTOR), (tutor, Role.STUDENT)):
        link = invited(database, three.course, role)
        assert browser.post(link, {}).status_code == 303
    assert role_of(database, three.course, "Ada") == Role.TUTOR
    assert role_of(database, three.course, "Emmy") == Role.TUTOR


@both
def test_an_invitation_expires(nobody: Browser, database: Database, three: Three) -> None:
    link = invited(database, three.course, days=0)
    assert "has expired" in nobody.get(link).text
    assert nobody.post(link, GRACE, seen="/sign-in").status_code == 404


@pytest.mark.parametrize("token", ["x", "%00", "a" * 3000, "%F0%9F%92%A9"])
def test_an_unknown_invitation_says_so(nobody: Browser, token: str) -> None:
    response = nobody.get(f"/invitations/{token}")
    assert response.status_code == 404
    assert "not known" in response.text


def test_an_invitation_for_an_address_is_for_that_one(
    accounts: dict[str, str], nobody: Browser, student: Browser, database: Database, three: Three
) -> None:
    link = invited(database, three.other_course, email="grace@example.org")
    assert student.post(link, {}).status_code == 409
    assert 'value="grace@example.org"' in nobody.get(link).text
    wrong = nobody.post(link, {**GRACE, "email": "eve@example.org"}, seen=link)
    assert wrong.status_code == 422
    assert "is for grace@example.org" in wrong.text
    assert nobody.post(link, GRACE, seen=link).status_code == 303
    assert role_of(database, three.other_course, "Grace Hopper") == Role.TUTOR
    assert role_of(database, three.other_course, "Ada") is None


@both
def test_an_invitation_gives_nobody_the_account_of_the_address(
    nobody: Browser, accounts: dict[str, str], database: Database, three: Three
) -> None:
    link = invited(database, three.other_course, email="ada@example.org")
    refused = nobody.post(link, {**GRACE, "email": "ada@example.org"}, seen=link)
    assert refused.status_code == 422
    assert "already" in refused.text
    assert nobody.get(link).status_code == 200, "it is not used up"


def test_only_the_digest_is_kept(database: Database, three: Three) -> None:
    link = invited(database, three.course)
    with database.read() as session:
        row = session.scalars(select(Invitation)).one()
    assert link.rpartition("/")[2] not in {str(value) for value in vars(row).values()}
