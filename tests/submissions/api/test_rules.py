"""POST /api/v1/assignments/{id}/submissions where the assignment has rules."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from submissions.database import Database
from submissions.models import Assignment
from submissions.models_teaching import Extension
from submissions.store import attempts
from tests.submissions.api.conftest import Api, assert_problem
from tests.submissions.conftest import START, Three

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite", "postgresql"])
HOUR = timedelta(hours=1)


def change(database: Database, three: Three, **values: object) -> None:
    with database.write() as session:
        assignment = session.get_one(Assignment, three.assignment)
        for name, value in values.items():
            setattr(assignment, name, value)


def extend(database: Database, three: Three, due_at: datetime | None = None, more_attempts: int = 0) -> None:
    with database.write() as session:
        session.merge(
            Extension(
                assignment_id=three.assignment,
                person_id=three.student,
                due_at=due_at,
                more_attempts=more_attempts,
                reason="ill",
                created_at=START,
            )
        )


def listed(api: Api, three: Three) -> int:
    return len(api.get(f"/assignments/{three.assignment}/submissions").get_json()["submissions"])


def test_after_the_deadline_nothing_is_taken_but_with_an_extension(
    student: Api, three: Three, database: Database
) -> None:
    now = datetime.now(UTC)
    change(database, three, due_at=now - HOUR)
    refused = student.send_file(three.assignment)
    assert_problem(refused, 403, "The deadline was")
    assert refused.get_json()["reason"] == "closed"
    assert listed(student, three) == 0
    extend(database, three, due_at=now + HOUR)
    assert student.send_file(three.assignment).status_code == 202


def test_late_days_are_taken_late(student: Api, three: Three, database: Database) -> None:
    change(database, three, due_at=datetime.now(UTC) - HOUR, rules={"late_days": 1})
    assert student.send_file(three.assignment).status_code == 202


def test_attempts_run_out_and_an_extension_gives_more(student: Api, three: Three, database: Database) -> None:
    change(database, three, rules={"attempts": 1})
    assert student.send_file(three.assignment).status_code == 202
    assert_problem(student.send_file(three.assignment), 409, "Your one attempt is used up")
    assert listed(student, three) == 1
    extend(database, three, more_attempts=1)
    assert student.send_file(three.assignment).status_code == 202
    assert_problem(student.send_file(three.assignment), 409, "All your 2 attempts are used up")


def test_an_attempt_that_we_failed_to_grade_is_given_back(
    student: Api, three: Three, database: Database
) -> None:
    change(database, three, rules={"attempts": 1})
    sent = student.send_file(three.assignment).get_json()["id"]
    with database.write() as session:
        claimed = attempts.claim(session, sent, "task", START, 60)
        assert claimed
        attempts.give_up(session, sent, claimed.lease, {"points": None, "state": "broken"}, START)
    assert student.send_file(three.assignment).status_code == 202
    assert student.send_file(three.assignment).status_code == 409


def test_too_many_in_a_minute_are_told_when_to_come_back(
    student: Api, three: Three, database: Database
) -> None:
    change(database, three, rules={"per_minute": 2})
    codes = [student.send_file(three.assignment).status_code for _ in range(2)]
    assert codes == [202, 202]
    refused = student.send_file(three.assignment)
    assert_problem(refused, 429, "One may hand in 2 times a minute here")
    assert 1 <= int(refused.headers["Retry-After"]) <= 60
    assert refused.get_json()["possible_at"]


@pytest.mark.parametrize("who", ["tutor", "system"])
def test_no_rule_stands_in_the_way_of_staff_and_learning_systems(
    who: str, three: Three, database: Database, request: pytest.FixtureRequest
) -> None:
    api = request.getfixturevalue(who)
    now = datetime.now(UTC)
    change(database, three, due_at=now - HOUR, rules={"attempts": 1, "per_minute": 1}, published=False)
    assert [api.send_file(three.assignment).status_code for _ in range(3)] == [202] * 3


def test_what_is_not_published_is_not_there_for_students(
    student: Api, tutor: Api, three: Three, database: Database
) -> None:
    sent = student.send_file(three.assignment).get_json()["id"]
    change(database, three, published=False)
    assert student.get("/assignments").get_json() == {"assignments": []}
    for path in (f"/assignments/{three.assignment}", f"/submissions/{sent}"):
        assert_problem(student.get(path), 404, "no such")
        assert tutor.get(path).status_code == 200
    assert_problem(student.send_file(three.assignment), 404, "no such assignment")


def test_of_many_uploads_at_once_no_more_are_taken_than_there_are_attempts(
    app: Flask, student: Api, three: Three, database: Database
) -> None:
    change(database, three, rules={"attempts": 3})

    def send(_: int) -> int:
        return Api(app.test_client(), student.token).send_file(three.assignment).status_code

    with ThreadPoolExecutor(8) as pool:
        codes = sorted(pool.map(send, range(12)))
    assert codes == [202] * 3 + [409] * 9
    assert listed(student, three) == 3
