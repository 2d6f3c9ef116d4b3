"""Who is in the course of a learning system (Names and Role Provisioning Services 2.0), as a roster."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from submissions.auth import passwords
from submissions.database import Database
from submissions.models import Membership, Person, Role
from submissions.models_lti import LtiContext, LtiMember
from submissions.models_sign_in import Identity
from tests.submissions.conftest import START, Three
from tests.submissions.lti.conftest import Launch
from tests.submissions.lti.platform import MEMBERSHIP, Platform
from tests.submissions.pages.conftest import PASSWORD, Browser


def somebody(subject: str, role: str = "Learner", **more: Any) -> dict[str, Any]:
    return {"user_id": subject, "roles": [MEMBERSHIP + role], "status": "Active", **more}


@pytest.fixture
def paths(database: Database, connected: str) -> tuple[str, str]:
    """Of the preview, and of taking it."""
    with database.read() as session:
        path = f"/courses/maths/lms/{session.scalars(select(LtiContext.id)).one()}/roster"
    return path, f"{path}/take"


def taken(tutor: Browser, paths: tuple[str, str], **more: str) -> int:
    page = tutor.post(paths[0], {}, "/courses/maths/lms")
    [mark] = re.findall(r'name="mark" value="([^"]+)"', page.text)
    return tutor.post(paths[1], {"mark": mark, **more}, "/courses/maths/lms").status_code


def test_the_people_are_shown_before_anything_changes_and_then_taken_with_all_pages(
    tutor: Browser,
    platform: Platform,
    database: Database,
    three: Three,
    paths: tuple[str, str],
    launch: Launch,
) -> None:
    platform.members = [
        [somebody("ada", name="Ada Lovelace", email="ada@lms.example"), somebody("emmy", "Instructor")],
        [
            somebody("ben", given_name="Ben", family_name="B", lis_person_sourcedid="77"),
            somebody("max", "Mentor"),
        ],
        [somebody("eve", status="Inactive"), somebody("nameless")],
    ]
    page = tutor.post(paths[0], {}, "/courses/maths/lms").text
    assert "Ada Lovelace" in page
    assert "3 new" in page
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(Identity)) == 0
    assert taken(tutor, paths) == 303
    with database.read() as session:
        rows = session.execute(
            select(Identity.subject, Person.name, Person.email, Membership.external_id, Membership.role)
            .join(Person, Person.id == Identity.person_id)
            .join(Membership, Membership.person_id == Person.id)
            .order_by(Identity.subject)
        ).all()
    assert [tuple(row) for row in rows] == [
        ("ada", "Ada Lovelace", "ada@lms.example", None, Role.STUDENT),
        ("ben", "Ben B", None, "77", Role.STUDENT),
        ("nameless", "Somebody without a name", None, "lms:nameless", Role.STUDENT),
    ]
    assert launch("ada").headers["Location"] == f"/assignments/{three.assignment}", (
        "and comes in as that person"
    )
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(Identity)) == 3
    assert got_with_token(platform)


def got_with_token(platform: Platform) -> bool:
    asked = [got for got in platform.got if got.path.startswith("/members")]
    accepted = {got.headers["accept"] for got in asked}
    return accepted == {"application/vnd.ims.lti-nrps.v2.membershipcontainer+json"} and all(
        got.headers["authorization"].startswith("Bearer token-") for got in asked
    )


def test_who_was_put_into_the_roster_before_is_linked_but_nobody_who_can_sign_in(
    tutor: Browser, platform: Platform, database: Database, three: Three, paths: tuple[str, str]
) -> None:
    with database.write() as session:
        session.get_one(Person, three.student).email = "ada@example.org"
        session.get_one(Person, three.stranger).email = "max@example.org"
        passwords.put(session, three.stranger, PASSWORD, START)
    platform.members = [
        [
            somebody("a", name="Ada", email="ada@example.org"),
            somebody("m", name="Max", email="max@example.org"),
        ]
    ]
    assert taken(tutor, paths) == 303
    with database.read() as session:
        identities = session.execute(select(Identity.subject, Identity.person_id)).all()
        assert [tuple(row) for row in identities] == [("a", three.student)]
        members = session.execute(select(LtiMember.subject, LtiMember.person_id)).all()
        assert [tuple(row) for row in members] == [("a", three.student)]
        assert session.get(Membership, (three.course, three.stranger)), "an account joins, as with any roster"


def test_who_came_by_a_link_before_is_not_there_twice(
    tutor: Browser,
    platform: Platform,
    database: Database,
    three: Three,
    paths: tuple[str, str],
    launch: Launch,
) -> None:
    launch("ada")
    with database.write() as session:
        session.get_one(Person, three.student).email = "other@example.org"
    platform.members = [[somebody("ada", name="Ada Lovelace", email="other@example.org")]]
    page = tutor.post(paths[0], {}, "/courses/maths/lms").text
    assert "0 new" in page
    assert taken(tutor, paths) == 303
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(Identity)) == 1


def test_students_who_left_there_leave_here_only_if_that_is_wanted(
    tutor: Browser, platform: Platform, database: Database, three: Three, paths: tuple[str, str]
) -> None:
    platform.members = [[somebody("ben", name="Ben", email="ben@lms.example")]]
    assert taken(tutor, paths) == 303
    with database.read() as session:
        assert session.get(Membership, (three.course, three.student))
    assert taken(tutor, paths, remove_missing="1") == 303
    with database.read() as session:
        assert session.get(Membership, (three.course, three.student)) is None


def test_what_changed_between_is_shown_again(
    tutor: Browser, platform: Platform, database: Database, paths: tuple[str, str]
) -> None:
    platform.members = [[somebody("ben", name="Ben", email="ben@lms.example")]]
    page = tutor.post(paths[0], {}, "/courses/maths/lms")
    [mark] = re.findall(r'name="mark" value="([^"]+)"', page.text)
    platform.members[0].append(somebody("eve", name="Eve", email="eve@lms.example"))
    answer = tutor.post(paths[1], {"mark": mark}, "/courses/maths/lms")
    assert answer.status_code == 409
    assert "Eve" in answer.text
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(Identity)) == 0


@pytest.mark.parametrize(
    ("change", "status", "told"),
    [
        ({"memberships_url": None}, 502, "does not offer"),
        ({"memberships_url": "https://evil.example/members"}, 502, "no operator has confirmed"),
        ({"memberships_url": "{url}/nothing"}, 502, "The answer was 404."),
        ({}, 422, "nobody is in this course"),
    ],
)
def test_what_cannot_be_read_is_said(
    tutor: Browser,
    platform: Platform,
    database: Database,
    paths: tuple[str, str],
    change: dict[str, str | None],
    status: int,
    told: str,
) -> None:
    platform.members = [[]]
    values = {name: value and value.format(url=platform.url) for name, value in change.items()}
    if values:
        with database.write() as session:
            session.execute(update(LtiContext).values(**values))
    answer = tutor.post(paths[0], {}, "/courses/maths/lms")
    assert answer.status_code == status
    assert told in answer.text


def test_only_staff_of_the_course_read_and_disconnect(
    tutor: Browser,
    student: Browser,
    stranger: Browser,
    database: Database,
    platform: Platform,
    paths: tuple[str, str],
    app: Flask,
) -> None:
    disconnect = paths[0].removesuffix("roster") + "disconnect"
    for browser in (student, stranger):
        for path in (*paths, disconnect):
            assert browser.post(path, {}).status_code == 404
    assert app.test_client().post(disconnect).status_code in {400, 401}
    assert platform.got == []
    assert tutor.post("/courses/maths/lms/other/disconnect", {}, "/courses/maths/lms").status_code == 404
    assert tutor.post(disconnect, {}, "/courses/maths/lms").status_code == 303
    with database.read() as session:
        assert session.scalars(select(LtiContext.course_id)).all() == [None]
