"""/api/v1/courses."""

from __future__ import annotations

import pytest

from submissions.database import Database
from submissions.models import Course
from submissions.store import courses, trail
from tests.submissions.api.conftest import Api, assert_problem
from tests.submissions.conftest import Three

both = pytest.mark.parametrize("engine_name", ["sqlite", "postgresql"])


@both
def test_everybody_sees_the_courses_they_are_in(
    student: Api, stranger: Api, personal: Api, three: Three, database: Database
) -> None:
    with database.write() as session:
        session.get_one(Course, three.course).join_code = "ABCD-EFGH"
    [line] = student.get("/courses").get_json()["courses"]
    assert (line["id"], line["role"], line["join_code"]) == (three.course, "student", None)
    assert [c["slug"] for c in stranger.get("/courses").get_json()["courses"]] == ["physics"]
    assert personal.get("/courses/maths").get_json()["join_code"] == "ABCD-EFGH"
    assert_problem(student.get("/courses/physics"), 404, "no such course")


@both
def test_a_long_list_is_walked_by_its_links(personal: Api) -> None:
    for slug in ("a", "b", "z"):
        assert personal.post("/courses", {"slug": slug, "title": slug}).status_code == 201
    walked, path = [], "/courses?limit=3"
    while path:
        answer = personal.get(path)
        walked += [course["slug"] for course in answer.get_json()["courses"]]
        path = answer.headers.get("Link", "").partition(">")[0].removeprefix("</api/v1")
    assert walked == ["a", "b", "maths", "z"]
    assert_problem(personal.get("/courses?limit=0"), 422, "`limit`")
    assert_problem(personal.get("/courses?x=1"), 422, "`x` is not known here")


@both
def test_an_administrator_makes_a_course_and_owns_it(personal: Api, database: Database) -> None:
    made = personal.post("/courses", {"slug": "logic", "title": " Lo\u202egic ", "time_zone": "Asia/Tokyo"})
    assert made.status_code == 201, made.text
    shown = made.get_json()
    assert (shown["title"], shown["role"], shown["time_zone"]) == ("Logic", "owner", "Asia/Tokyo")
    again = personal.get(made.headers["Location"].removeprefix("/api/v1"))
    assert (again.get_json(), again.headers["ETag"]) == (shown, made.headers["ETag"])
    assert_problem(personal.post("/courses", {"slug": "logic", "title": "x"}), 409, "choose another slug")
    with database.read() as session:
        assert [line.action for line in trail.of_course(session, shown["id"])] == ["course.made"]


@pytest.mark.parametrize(
    ("body", "says", "pointer"),
    [
        ({}, "`slug` is missing", "/slug"),
        ({"slug": "A b", "title": "x"}, "`slug` cannot be used", "/slug"),
        ({"slug": "a", "title": "\u200b"}, "at least one letter", "/title"),
        ({"slug": "a", "title": "x" * 201}, "`title` cannot be used", "/title"),
        ({"slug": "a", "title": 1}, "`title` must be a string", "/title"),
        ({"slug": "a", "title": "x", "time_zone": "Mars/Base"}, "name of a time zone", "/time_zone"),
        ({"slug": "a", "title": "x", "colour": 1}, "`colour` is not known here", "/colour"),
    ],
)
def test_what_cannot_be_a_course_is_named(personal: Api, body: object, says: str, pointer: str) -> None:
    response = personal.post("/courses", body)
    assert_problem(response, 422, says)
    assert response.get_json()["errors"][0]["pointer"] == pointer


@both
def test_an_owner_changes_what_they_know(owner: Api, three: Three) -> None:
    path = f"/courses/{three.course}"
    assert_problem(owner.ask("PATCH", path, json={"title": "x"}), 428, "If-Match")
    stale = owner.get(path).headers["ETag"]
    changed = owner.change(path, {"title": "Mathematics", "join_code": "new"})
    assert changed.status_code == 200, changed.text
    assert changed.get_json()["title"] == "Mathematics"
    assert len(changed.get_json()["join_code"]) == 9
    late = owner.ask("PATCH", path, json={"title": "x"}, headers={"If-Match": stale})
    assert_problem(late, 412, "changed since")
    assert owner.change(path, {"join_code": None}).get_json()["join_code"] is None
    assert_problem(owner.change(path, {}), 422, "Nothing is to be changed")
    assert_problem(owner.change(path, {"title": None}), 422, "`title` must be a string")


@pytest.mark.parametrize("engine_name", ["postgresql"])
def test_who_waited_for_another_change_sees_it_and_does_not_undo_it(database: Database, three: Three) -> None:
    with database.write() as session:
        session.get_one(Course, three.course)
        with database.write() as first:
            first.get_one(Course, three.course).title = "Another"
        assert courses.locked(session, three.course).title == "Another"
