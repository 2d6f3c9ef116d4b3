"""GET /api/v1/submissions/{id}."""

from __future__ import annotations

from typing import Any

import pytest

from submissions.database import Database
from submissions.store import attempts
from tests.submissions.api.conftest import Api, assert_problem
from tests.submissions.conftest import START

REPORT: dict[str, Any] = {"state": "graded", "points": 7.5, "max_points": 20.0, "functions": []}


@pytest.fixture
def submission(student: Api) -> str:
    response = student.send_file("matrix-derivatives")
    assert response.json
    return str(response.json["id"])


def claim(database: Database, submission: str) -> attempts.Claimed:
    with database.write() as session:
        claimed = attempts.claim(session, submission, "task", START, 60)
    assert claimed
    return claimed


def test_a_queued_submission_shows_its_place(student: Api, submission: str) -> None:
    later = student.send_file("matrix-derivatives").json
    assert later
    answer = student.get(f"/submissions/{later['id']}").json
    assert answer
    assert (answer["state"], answer["place"], answer["points"], answer["report"]) == ("queued", 2, None, None)
    assert answer["filename"] == "layers.py"
    assert answer["created_at"].endswith("Z")


def test_a_running_submission_has_no_place(student: Api, database: Database, submission: str) -> None:
    claim(database, submission)
    answer = student.get(f"/submissions/{submission}").json
    assert answer
    assert (answer["state"], answer["place"]) == ("running", None)


def test_a_graded_submission_shows_its_report(student: Api, database: Database, submission: str) -> None:
    claimed = claim(database, submission)
    with database.write() as session:
        attempts.finish(session, submission, claimed.lease, REPORT, START)
    answer = student.get(f"/submissions/{submission}").json
    assert answer
    assert (answer["state"], answer["points"], answer["max_points"]) == ("graded", 7.5, 20.0)
    assert answer["report"] == REPORT


def test_a_broken_submission_has_no_points(student: Api, database: Database, submission: str) -> None:
    claimed = claim(database, submission)
    with database.write() as session:
        attempts.give_up(session, submission, claimed.lease, {"points": None, "state": "broken"}, START)
    answer = student.get(f"/submissions/{submission}").json
    assert answer
    assert (answer["state"], answer["points"], answer["report"]["state"]) == ("broken", None, "broken")


@pytest.mark.parametrize("who", ["tutor", "system"])
def test_staff_sees_it(submission: str, who: str, request: pytest.FixtureRequest) -> None:
    assert request.getfixturevalue(who).get(f"/submissions/{submission}").status_code == 200


def test_a_stranger_gets_the_answer_for_what_is_not_there(stranger: Api, submission: str) -> None:
    hidden, missing = stranger.get(f"/submissions/{submission}"), stranger.get("/submissions/nothing")
    assert_problem(hidden, 404, "no such submission")
    assert hidden.json == missing.json


def test_a_student_sees_nobody_elses(student: Api, tutor: Api) -> None:
    other = tutor.send_file("matrix-derivatives").json
    assert other
    assert_problem(student.get(f"/submissions/{other['id']}"), 404, "not yours")


def test_without_a_token_nothing_is_shown(anonymous: Api, submission: str) -> None:
    assert_problem(anonymous.get(f"/submissions/{submission}"), 401, "Bearer")


def test_a_method_that_is_not_allowed_names_those_that_are(student: Api, submission: str) -> None:
    response = student.ask("DELETE", f"/submissions/{submission}")
    assert_problem(response, 405, "Allow")
    assert "GET" in response.headers["Allow"]
