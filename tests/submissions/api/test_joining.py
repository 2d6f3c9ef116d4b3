"""Inviting people into a course, and joining one."""

from __future__ import annotations

from typing import Any

import pytest
from limits import parse

from submissions.auth import throttle, tokens
from submissions.database import Database
from submissions.models import Course, Membership, Person, Role, new_id
from tests.submissions.api.conftest import Api, assert_problem
from tests.submissions.conftest import START, Three

both = pytest.mark.parametrize("engine_name", ["sqlite", "postgresql"])


@pytest.fixture
def newcomer(app: Any, database: Database, three: Three) -> Api:
    """The personal token of somebody in no course."""
    with database.write() as session:
        session.get_one(Course, three.course).join_code = "ABCD-EFGH"
        person = new_id()
        session.add(Person(id=person, name="Nora", email="nora@example.org", created_at=START))
        session.flush()
        made = tokens.make(
            session,
            person_id=person,
            course_id=None,
            label="",
            words=["all"],
            now=START,
            expires_at=None,
        )
    return Api(app.test_client(), made)


def invite(api: Api, three: Three, **body: Any) -> Any:
    return api.post(f"/courses/{three.course}/invitations", body)


@both
def test_a_tutor_invites_a_student_who_comes_in_once(tutor: Api, newcomer: Api, three: Three) -> None:
    made = invite(tutor, three, email="nora@example.org")
    assert made.status_code == 201, made.text
    word = made.get_json()["url"].rpartition("/invitations/")[2]
    joined = newcomer.post("/memberships", {"invitation": word})
    assert (joined.status_code, joined.get_json()["id"], joined.get_json()["role"]) == (
        201,
        three.course,
        "student",
    )
    assert newcomer.get(f"/courses/{three.course}").status_code == 200
    assert_problem(newcomer.post("/memberships", {"invitation": word}), 404, "used already")


def test_an_invitation_for_somebody_else_is_refused(tutor: Api, newcomer: Api, three: Three) -> None:
    made = invite(tutor, three, email="ada@example.org").get_json()
    word = made["url"].rpartition("/")[2]
    assert_problem(newcomer.post("/memberships", {"invitation": word}), 404, "ada@example.org")
    assert newcomer.get(f"/courses/{three.course}").status_code == 404


def test_only_owners_invite_tutors_and_only_staff_invites(
    tutor: Api, owner: Api, student: Api, stranger: Api, system: Api, newcomer: Api, three: Three
) -> None:
    assert_problem(invite(tutor, three, role="tutor"), 403, "Only owners")
    assert_problem(invite(system, three, role="tutor"), 403, "Only owners")
    assert_problem(invite(owner, three, role="owner"), 422, "`role`")
    assert_problem(invite(student, three), 403, "for tutors")
    assert invite(stranger, three).status_code == 404
    word = invite(owner, three, role="tutor", days=1).get_json()["url"].rpartition("/")[2]
    assert newcomer.post("/memberships", {"invitation": word}).get_json()["role"] == "tutor"


@both
def test_a_join_code_makes_students_and_takes_nothing_away(
    newcomer: Api, personal: Api, three: Three, database: Database
) -> None:
    for _ in range(2):
        joined = newcomer.post("/memberships", {"join_code": "abcd efgh"})
        assert (joined.status_code, joined.get_json()["role"]) == (201, "student")
    assert personal.post("/memberships", {"join_code": "ABCD-EFGH"}).get_json()["role"] == "tutor"
    with database.read() as session:
        assert session.get_one(Membership, (three.course, three.tutor)).role == Role.TUTOR


@pytest.mark.parametrize(
    ("body", "status", "says"),
    [
        ({}, 422, "either `join_code` or `invitation`"),
        ({"join_code": "ABCD-EFGH", "invitation": "x"}, 422, "either `join_code` or `invitation`"),
        ({"join_code": "ZZZZ-ZZZZ"}, 404, "No course has this code"),
        ({"join_code": "\0"}, 404, "No course has this code"),
        ({"invitation": "a\0b"}, 404, "not known"),
        ({"role": "owner", "join_code": "ABCD-EFGH"}, 422, "`role` is not known"),
    ],
)
def test_what_leads_nowhere_is_said(newcomer: Api, body: dict[str, str], status: int, says: str) -> None:
    assert_problem(newcomer.post("/memberships", body), status, says)


def test_a_token_of_a_course_joins_no_other(tutor: Api, newcomer: Api) -> None:
    assert_problem(tutor.post("/memberships", {"join_code": "ABCD-EFGH"}), 403, "personal token")


def test_trying_codes_is_stopped(newcomer: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(throttle, "PER_PLACE", parse("2 per 15 minutes"))
    for _ in range(2):
        assert newcomer.post("/memberships", {"join_code": "ZZZZ-ZZZZ"}).status_code == 404
    assert_problem(newcomer.post("/memberships", {"join_code": "ZZZZ-ZZZZ"}), 429, "too often")
