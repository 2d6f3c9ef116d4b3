"""POST /api/v1/assignments/{id}/submissions while the queue is as long as it may be."""

from __future__ import annotations

from dataclasses import replace

import pytest
import redis
from sqlalchemy import func, select, update

from submissions import lifecycle
from submissions.database import Database
from submissions.models import State, Submission
from submissions.queue import GRADE
from submissions.settings import Settings
from submissions.uploading import RETRY_SECONDS
from tests.submissions.api.conftest import Api, assert_problem
from tests.submissions.conftest import Three

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite", "postgresql"])
MOST, MOST_OF_ONE = 2, 1


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return replace(settings, max_waiting=MOST)


def test_beyond_the_limit_nothing_is_stored_or_sent_and_the_client_hears_when_to_come_back(
    student: Api, three: Three, database: Database, broker: redis.Redis
) -> None:
    for _ in range(MOST):
        assert student.send_file(three.assignment).status_code == 202
    refused = student.send_file(three.assignment)
    assert_problem(refused, 503, "nothing is stored")
    least, most = RETRY_SECONDS
    assert least <= int(refused.headers["Retry-After"]) <= most
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(Submission)) == MOST
    assert broker.llen(GRADE) == MOST


def test_what_is_wrong_with_the_upload_is_said_first(student: Api, three: Three, database: Database) -> None:
    for _ in range(MOST):
        student.send_file(three.assignment)
    assert_problem(student.send_file(three.assignment, b""), 422, "The file is empty")


def test_as_soon_as_one_is_claimed_there_is_room_again(
    student: Api, three: Three, database: Database
) -> None:
    for _ in range(MOST):
        student.send_file(three.assignment)
    with database.write() as session:
        oldest = select(func.min(Submission.id)).scalar_subquery()
        session.execute(update(Submission).where(Submission.id == oldest).values(state=State.RUNNING))
    assert student.send_file(three.assignment).status_code == 202
    assert student.send_file(three.assignment).status_code == 503


def test_reading_goes_on(student: Api, three: Three) -> None:
    ids = [student.send_file(three.assignment).get_json()["id"] for _ in range(MOST)]
    assert student.get(f"/submissions/{ids[0]}").status_code == 200
    assert student.get("/assignments").status_code == 200


def test_one_student_leaves_room_for_the_others_and_a_learning_system_need_not(
    student: Api, system: Api, three: Three, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lifecycle, "MOST_OF_ONE", MOST_OF_ONE)
    assert student.send_file(three.assignment).status_code == 202
    refused = student.send_file(three.assignment)
    assert_problem(refused, 429, "Look at their verdicts first")
    assert int(refused.headers["Retry-After"]) > 0
    with database.write() as session:
        session.execute(update(Submission).values(state=State.RUNNING))
    assert [system.send_file(three.assignment).status_code for _ in range(MOST)] == [202] * MOST
