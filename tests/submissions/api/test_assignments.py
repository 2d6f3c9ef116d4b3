"""GET /api/v1/assignments and GET /api/v1/assignments/{id}."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from submissions.database import Database
from submissions.models import Assignment
from tests.submissions.api.conftest import Api, assert_problem
from tests.submissions.conftest import Three


@pytest.mark.parametrize("who", ["student", "tutor", "system"])
def test_the_list_has_the_courses_assignments(who: str, three: Three, request: pytest.FixtureRequest) -> None:
    answer = request.getfixturevalue(who).get("/assignments").json
    assert [line["id"] for line in answer["assignments"]] == [three.assignment]
    assert answer["assignments"][0]["max_points"] == 20.0


def test_a_stranger_sees_an_empty_list(stranger: Api) -> None:
    assert stranger.get("/assignments").json == {"assignments": []}


def test_an_assignment_says_what_is_graded(student: Api) -> None:
    answer = student.get("/assignments/matrix-derivatives").json
    assert answer
    assert [function["name"] for function in answer["functions"]] == ["affine_backward", "sigmoid_backward"]
    assert sum(function["points"] for function in answer["functions"]) == answer["max_points"]
    affine = answer["functions"][0]
    assert sum(check["points"] for check in affine["checks"]) == affine["points"]
    assert affine["arrays"][0]["name"] == "dout"
    assert "def affine_backward(dout, cache)" in affine["starter"]


@pytest.mark.parametrize("key", ["nothing", "a%00b", "%FF", "..%2F..", "a" * 3000])
def test_an_unknown_assignment_is_not_found(student: Api, key: str) -> None:
    assert_problem(student.get(f"/assignments/{key}"), 404, "")


def test_a_stranger_sees_no_assignment(stranger: Api, three: Three) -> None:
    assert_problem(stranger.get(f"/assignments/{three.assignment}"), 404, "no such assignment")


def test_without_a_token_nothing_is_shown(anonymous: Api, three: Three) -> None:
    assert_problem(anonymous.get("/assignments"), 401, "Bearer")
    assert_problem(anonymous.get(f"/assignments/{three.assignment}"), 401, "Bearer")


def test_one_that_cannot_be_used_does_not_hide_the_others(
    tutor: Api, database: Database, three: Three
) -> None:
    with database.write() as session:
        session.add(
            Assignment(
                course_id=three.course, slug="torn", text="no = [assignment", created_at=datetime.now(UTC)
            )
        )
    answer = tutor.get("/assignments").json
    assert answer
    assert [(line["title"], line["max_points"]) for line in answer["assignments"]] == [
        ("Matrix derivatives", 20.0),
        ("torn", None),
    ]
    assert_problem(tutor.get("/assignments/torn"), 500, "Tell your tutor")


def test_before_it_opens_only_staff_sees_it(
    student: Api, tutor: Api, database: Database, three: Three
) -> None:
    with database.write() as session:
        assignment = session.get_one(Assignment, three.assignment)
        assignment.opens_at = datetime.now(UTC) + timedelta(hours=1)
    assert student.get("/assignments").json == {"assignments": []}
    assert_problem(student.get(f"/assignments/{three.assignment}"), 404, "no such assignment")
    assert_problem(student.send_file(three.assignment), 404, "no such assignment")
    assert tutor.get(f"/assignments/{three.assignment}").status_code == 200
