"""/api/v1/courses/{id}/members and /groups."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask

from submissions.auth import accounts
from submissions.database import Database
from submissions.models import Membership, Person, Role
from tests.submissions.api.conftest import Api, assert_problem
from tests.submissions.conftest import START, Three

both = pytest.mark.parametrize("engine_name", ["sqlite", "postgresql"])


@both
def test_members_are_listed_by_name_in_windows(tutor: Api, owner: Api, three: Three) -> None:
    path = f"/courses/{three.course}/members"
    for name in ("Zoe", "Bo"):
        assert tutor.post(path, {"name": name}).status_code == 201
    walked, at = [], f"{path}?limit=2"
    while at:
        answer = tutor.get(at)
        walked += [line["name"] for line in answer.get_json()["members"]]
        at = answer.headers.get("Link", "").partition(">")[0].removeprefix("</api/v1")
    assert walked == ["Ada", "Bo", "Emmy", "Olga", "Zoe"]
    students = tutor.get(f"{path}?role=student").get_json()["members"]
    assert [line["name"] for line in students] == ["Ada", "Bo", "Zoe"]
    assert_problem(tutor.get(f"{path}?after={three.stranger}"), 422, "`after` must be")


@both
def test_whoever_has_the_address_is_added_under_their_own_name(
    tutor: Api, three: Three, database: Database
) -> None:
    with database.write() as session:
        session.get_one(Person, three.stranger).email = "max@example.org"
    path = f"/courses/{three.course}/members"
    added = tutor.post(path, {"name": "Somebody", "email": "MAX@example.org", "external_id": "s1"})
    assert added.status_code == 201, added.text
    assert (added.get_json()["name"], added.get_json()["person"]) == ("Max", three.stranger)
    assert_problem(tutor.post(path, {"name": "x", "email": "max@example.org"}), 409, "member of the course")
    assert_problem(tutor.post(path, {"name": "x", "email": "nonsense"}), 422, "no e-mail address")


@both
def test_an_address_that_anybody_may_have_written_down_makes_nobody_staff(
    owner: Api, three: Three, database: Database
) -> None:
    with database.write() as session:
        squatter = accounts.make(session, "Prof?", "prof@example.org", "chain rule all day", START).id
    path, wanted = f"/courses/{three.course}/members", {"name": "Prof", "email": "prof@example.org"}
    for role in ("tutor", "owner"):
        assert_problem(owner.post(path, {**wanted, "role": role}), 409, "an invitation")
    with database.read() as session:
        assert session.get(Membership, (three.course, squatter)) is None
    with database.write() as session:
        session.add(Membership(course_id=three.other_course, person_id=squatter, role=Role.TUTOR))
    assert owner.post(path, {**wanted, "role": "tutor"}).status_code == 201, "somebody vouched for them"


@both
def test_a_tutor_makes_nobody_staff_and_removes_no_staff(tutor: Api, owner: Api, three: Three) -> None:
    path = f"/courses/{three.course}/members"
    assert_problem(tutor.post(path, {"name": "x", "role": "tutor"}), 403, "Only owners")
    assert_problem(tutor.change(f"{path}/{three.student}", {"role": "owner"}), 403, "Only owners")
    assert_problem(tutor.ask("DELETE", f"{path}/{three.tutor}"), 403, "Only owners")
    assert owner.change(f"{path}/{three.student}", {"role": "tutor"}).get_json()["role"] == "tutor"
    assert owner.ask("DELETE", f"{path}/{three.student}").status_code == 204


@both
def test_groups_hold_members_and_outlive_none(tutor: Api, three: Three) -> None:
    groups = f"/courses/{three.course}/groups"
    made = tutor.post(groups, {"name": "Monday"}).get_json()
    assert_problem(tutor.post(groups, {"name": "Monday"}), 409, "of this name")
    member = f"/courses/{three.course}/members/{three.student}"
    assert tutor.change(member, {"group": made["id"]}).get_json()["group"] == "Monday"
    assert_problem(tutor.change(member, {"group": "none"}), 422, "a group of this course")
    renamed = tutor.change(f"{groups}/{made['id']}", {"name": "Tuesday"})
    assert renamed.get_json()["name"] == "Tuesday"
    in_it = tutor.get(f"/courses/{three.course}/members?group={made['id']}").get_json()["members"]
    assert [line["group"] for line in in_it] == ["Tuesday"]
    assert tutor.ask("DELETE", f"{groups}/{made['id']}").status_code == 204
    assert tutor.get(member).get_json()["group"] is None
    assert tutor.get(groups).get_json() == {"groups": []}


@both
def test_of_two_owners_who_leave_at_once_one_stays(
    app: Flask, owner: Api, three: Three, database: Database
) -> None:
    with database.write() as session:
        session.get_one(Membership, (three.course, three.student)).role = Role.OWNER
    path = f"/courses/{three.course}/members"
    people = owner.get(f"{path}?role=owner").get_json()["members"]

    def leave(line: dict[str, str]) -> int:
        return Api(app.test_client(), owner.token).ask("DELETE", f"{path}/{line['person']}").status_code

    with ThreadPoolExecutor(2) as pool:
        codes = sorted(pool.map(leave, people))
    # Whose token acts may be the first to be gone; then there is no course for it any more
    assert codes in ([204, 404], [204, 409])
    with database.read() as session:
        left = session.query(Membership).filter_by(course_id=three.course, role=Role.OWNER).count()
    assert left == 1


@both
def test_a_stranger_and_a_student_see_no_member(student: Api, stranger: Api, three: Three) -> None:
    for api in (student, stranger):
        answer = api.get(f"/courses/{three.course}/members")
        assert answer.status_code == 404
        assert "Emmy" not in answer.text
