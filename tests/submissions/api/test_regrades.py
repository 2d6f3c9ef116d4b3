"""Regrades and statistics."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from submissions.database import Database
from submissions.models_teaching import RegradeItem
from submissions.store import attempts, regrade_items
from tests.submissions.api.conftest import Api, assert_problem
from tests.submissions.conftest import START, Three

both = pytest.mark.parametrize("engine_name", ["sqlite", "postgresql"])
REPORT = {"points": 12.0, "max_points": 20.0, "functions": []}


@pytest.fixture
def submission(student: Api, database: Database, three: Three) -> str:
    sent = str(student.send_file(three.assignment).get_json()["id"])
    with database.write() as session:
        claimed = attempts.claim(session, sent, "task", START, 60)
        assert claimed
        attempts.finish(session, sent, claimed.lease, REPORT, START)
    return sent


def grade(database: Database, points: float) -> None:
    """As the worker does with what waits on trial."""
    with database.write() as session:
        for item in session.scalars(select(RegradeItem.id)).all():
            regrade_items.take(session, item)
            regrade_items.finish(session, item, {**REPORT, "points": points})


@both
def test_a_regrade_counts_once_it_is_published(
    tutor: Api, student: Api, submission: str, database: Database, three: Three
) -> None:
    path = f"/assignments/{three.assignment}/regrades"
    begun = tutor.post(path, {"reason": "a check was wrong"})
    assert begun.status_code == 201, begun.text
    one = f"{path}/{begun.get_json()['id']}"
    assert (begun.get_json()["total"], begun.get_json()["done"]) == (1, 0)
    assert_problem(tutor.post(path, {"reason": "again"}), 409, "still open")
    assert_problem(tutor.ask("POST", f"{one}/publication"), 409, "wait until all are")
    grade(database, 15)
    [change] = tutor.get(one).get_json()["changes"]
    assert (change["submission"], change["before"], change["after"]) == (submission, 12, 15)
    assert student.get(f"/submissions/{submission}").get_json()["points"] == 12
    for _ in range(2):
        assert tutor.ask("POST", f"{one}/publication").get_json()["published_at"]
    assert student.get(f"/submissions/{submission}").get_json()["points"] == 15
    assert_problem(tutor.ask("DELETE", one), 409, "count already")


@both
def test_what_is_thrown_away_never_counts(
    tutor: Api, student: Api, submission: str, database: Database, three: Three
) -> None:
    path = f"/assignments/{three.assignment}/regrades"
    one = f"{path}/{tutor.post(path, {'reason': 'x', 'submissions': [submission]}).get_json()['id']}"
    grade(database, 15)
    assert tutor.ask("DELETE", one).status_code == 204
    assert_problem(tutor.ask("POST", f"{one}/publication"), 409, "thrown away")
    assert student.get(f"/submissions/{submission}").get_json()["points"] == 12
    assert tutor.get(path).get_json()["regrades"][0]["discarded_at"]


def test_a_regrade_of_nothing_is_refused(tutor: Api, three: Three) -> None:
    path = f"/assignments/{three.assignment}/regrades"
    assert_problem(tutor.post(path, {"reason": "x", "submissions": ["none"]}), 409, "can be graded anew")
    assert_problem(tutor.post(path, {"reason": ""}), 422, "`reason`")
    assert_problem(tutor.get(f"{path}/none"), 404, "no such regrade")


def test_statistics_count_the_newest_attempts(tutor: Api, submission: str, three: Three) -> None:
    shown = tutor.get(f"/assignments/{three.assignment}/statistics").get_json()
    assert (shown["students"], shown["handed_in"], shown["waiting"], shown["full_points"]) == (1, 1, 0, 0)


def test_statistics_name_a_mistake_by_its_id_in_every_language(
    tutor: Api, student: Api, database: Database, three: Three
) -> None:
    sent = str(student.send_file(three.assignment).get_json()["id"])
    check = {"title": "dW", "passed": False, "misconception": "batch_mean", "fault": None}
    told = {"points": 0.0, "functions": [{"name": "affine_backward", "checks": [check]}]}
    with database.write() as session:
        claimed = attempts.claim(session, sent, "task", START, 60)
        assert claimed
        attempts.finish(session, sent, claimed.lease, told, START)
    path = f"/assignments/{three.assignment}/statistics"
    [mistake] = tutor.ask("GET", path, headers={"Accept-Language": "de"}).get_json()["mistakes"]
    assert mistake == {"mistake": "batch_mean", "function": "affine_backward", "people": 1}
