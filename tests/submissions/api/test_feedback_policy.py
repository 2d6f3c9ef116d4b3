"""Feedback policies: what a student's token, a tutor's and a learning system's show of a check held back."""

from __future__ import annotations

import json
from typing import Any

import pytest

from grader.assignment import builtin_text
from submissions.database import Database
from submissions.store import attempts
from tests.submissions.api.conftest import Api, assert_problem
from tests.submissions.conftest import START
from tests.submissions.pages.conftest import report

SLUG = "matrix-derivatives"


def held_back(feedback: str, more: str = "") -> str:
    """The sheet's assignment, its check `exercise` of the affine layer with that feedback."""
    line = f'kind = "exercise"\nfeedback = "{feedback}"\n{more}'
    return builtin_text(SLUG).replace('kind = "exercise"\n', line, 1)


def graded(student: Api, database: Database, name: str = "full_marks") -> str:
    sent = student.send_file(SLUG).json
    assert sent
    with database.write() as session:
        claimed = attempts.claim(session, sent["id"], "task", START, 60)
        assert claimed
        attempts.finish(session, claimed.id, claimed.lease, report(name), START)
    return str(sent["id"])


def answer(api: Api, path: str) -> dict[str, Any]:
    found = api.get(path).json
    assert found
    return dict(found)


def exercise(submission: dict[str, Any]) -> dict[str, Any]:
    """The check that is held back."""
    checks = submission["report"]["functions"][0]["checks"]
    return next(check for check in checks if check["name"] == "exercise")


@pytest.mark.parametrize("assignment_text", [held_back("hidden")])
def test_a_student_sees_neither_result_nor_points_of_a_hidden_check(student: Api, database: Database) -> None:
    found = answer(student, f"/submissions/{graded(student, database)}")
    assert (found["points"], found["max_points"], found["report"]["points"]) == (19.0, 19.0, 19.0)
    check = exercise(found)
    assert (check["hidden"], check["passed"], check["points"], check["message"]) == (True, None, None, "")
    assert found["report"]["functions"][0]["passed"] is None
    [line] = answer(student, f"/assignments/{SLUG}/submissions")["submissions"]
    assert line["points"] == 19.0


@pytest.mark.parametrize("assignment_text", [held_back("hidden")])
def test_a_wrong_result_of_a_hidden_check_is_told_nowhere(student: Api, database: Database) -> None:
    right = answer(student, f"/submissions/{graded(student, database)}")
    wrong = report("full_marks")
    affine = wrong["functions"][0]
    affine["checks"] = [
        {**check, "passed": False, "points": 0.0, "message": "secret"}
        if check["name"] == "exercise"
        else check
        for check in affine["checks"]
    ]
    affine |= {"passed": False, "points": affine["points"] - 1}
    wrong["points"] -= 1
    sent = student.send_file(SLUG).json
    assert sent
    with database.write() as session:
        claimed = attempts.claim(session, sent["id"], "task", START, 60)
        assert claimed
        attempts.finish(session, claimed.id, claimed.lease, wrong, START)
    found = answer(student, f"/submissions/{sent['id']}")
    assert found["report"] == right["report"]
    assert found["points"] == right["points"]


@pytest.mark.parametrize("assignment_text", [held_back("hidden")])
@pytest.mark.parametrize("who", ["tutor", "system"])
def test_staff_sees_all_of_it(
    student: Api, database: Database, who: str, request: pytest.FixtureRequest
) -> None:
    id_ = graded(student, database)
    found = answer(request.getfixturevalue(who), f"/submissions/{id_}")
    assert (found["points"], found["max_points"]) == (20.0, 20.0)
    assert found["report"] == report("full_marks")


@pytest.mark.parametrize("assignment_text", [held_back("hidden")])
def test_a_stranger_sees_nothing_at_all(student: Api, stranger: Api, database: Database) -> None:
    assert_problem(stranger.get(f"/submissions/{graded(student, database)}"), 404, "no such submission")


@pytest.mark.parametrize("assignment_text", [held_back("points")])
def test_points_alone_are_shown_without_the_case(student: Api, database: Database) -> None:
    found = answer(student, f"/submissions/{graded(student, database, 'batch_mean')}")
    check = exercise(found)
    assert (check["passed"], check["points"]) == (False, 0.0)
    assert (check["counterexample"], check["message"], check["misconception"]) == (None, "", None)
    assert "dw shape (2, 3)" not in json.dumps(found)  # what was printed could tell the inputs


@pytest.mark.parametrize("assignment_text", [held_back("hidden", "opens_after = 2\n")])
def test_a_check_opens_after_some_attempts(student: Api, database: Database) -> None:
    assert answer(student, f"/submissions/{graded(student, database)}")["points"] == 19.0
    assert answer(student, f"/submissions/{graded(student, database)}")["points"] == 20.0


@pytest.mark.parametrize("assignment_text", [held_back("hidden")])
def test_a_new_submission_is_out_of_the_points_that_are_shown(student: Api) -> None:
    sent = student.send_file(SLUG).json
    assert sent
    assert sent["max_points"] == 19.0
