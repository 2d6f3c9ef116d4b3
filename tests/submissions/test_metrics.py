"""GET /metrics: who may read it, that it tells the truth, and that it stays cheap."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import redis
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import delete, event

from submissions.app import create_app
from submissions.database import Database
from submissions.metrics import SETTLED
from submissions.models import Submission
from submissions.queue import Queue, celery_app
from submissions.services import KEY
from submissions.settings import Settings
from submissions.store import attempts
from submissions.workers import Worker, tell
from tests.submissions.conftest import Three

Open = Callable[[Settings], FlaskClient]
TOKEN = "a token of the operator"


@pytest.fixture
def opened() -> Iterator[Open]:
    clients: list[FlaskClient] = []

    def client_of(settings: Settings) -> FlaskClient:
        clients.append(create_app(settings).test_client())
        return clients[-1]

    yield client_of
    for client in clients:
        client.application.extensions[KEY].database.close()
        client.application.extensions[KEY].queue.close()


def numbers(client: FlaskClient, **headers: str) -> dict[str, float]:
    """The samples as `name{label=value}`."""
    answer = client.get("/metrics", headers=headers)
    assert answer.status_code == 200
    assert answer.content_type.startswith("text/plain; version=0.0.4")
    return {
        sample.name
        + ",".join(f" {key}={value}" for key, value in sorted(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


def hand_in(database: Database, three: Three, *, ago: timedelta) -> str:
    with database.write() as session:
        return attempts.add(
            session,
            assignment_id=three.assignment,
            person_id=three.student,
            filename="a.py",
            upload=b"x",
            now=datetime.now(UTC) - ago,
        ).id


def grade(database: Database, three: Three, *, ago: timedelta, kind: str | None = None) -> str:
    """One that waited for two seconds and ended `ago`."""
    submission = hand_in(database, three, ago=ago + timedelta(seconds=3))
    fault = {"kind": kind, "message": "", "line": None, "source_line": None} if kind else None
    report: dict[str, Any] = {
        "points": 1.0,
        "fault": fault,
        "functions": [],
        "timing": {"sandbox_ms": 40, "judge_ms": 4},
    }
    end = datetime.now(UTC) - ago
    with database.write() as session:
        claimed = attempts.claim(session, submission, "task", end - timedelta(seconds=1), 60)
        assert claimed
        assert attempts.finish(session, submission, claimed.lease, report, end, claimed.claimed_at)
    return submission


def test_the_service_of_one_machine_tells_that_machine(
    settings: Settings, broker: redis.Redis, opened: Open
) -> None:
    assert numbers(opened(settings))["dout_submissions state=queued"] == 0


@pytest.mark.parametrize(
    "headers",
    [{"X-Forwarded-For": "127.0.0.1"}, {"Forwarded": "for=127.0.0.1"}, {"Authorization": "Bearer "}],
    ids=str,
)
@pytest.mark.parametrize(
    "changes",
    [{"host": "0.0.0.0"}, {"public_url": "https://dout.example.org"}, {"metrics_token": TOKEN}],
    ids=str,
)
def test_a_service_for_others_tells_nobody_without_a_token(
    changes: dict[str, Any], headers: dict[str, str], settings: Settings, opened: Open
) -> None:
    answer = opened(replace(settings, **changes)).get("/metrics", headers=headers)
    assert answer.status_code == 401
    assert answer.content_type == "application/problem+json"
    assert "DOUT_METRICS_TOKEN" in answer.get_json()["detail"]
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_whoever_comes_through_a_proxy_or_from_elsewhere_is_not_this_machine(
    settings: Settings, opened: Open
) -> None:
    client = opened(settings)
    assert client.get("/metrics", headers={"X-Forwarded-For": "192.0.2.1"}).status_code == 401
    assert client.get("/metrics", environ_base={"REMOTE_ADDR": "192.0.2.1"}).status_code == 401


def test_the_token_opens_it_from_everywhere_and_another_does_not(
    settings: Settings, broker: redis.Redis, opened: Open
) -> None:
    client = opened(replace(settings, host="0.0.0.0", metrics_token=TOKEN))
    assert numbers(client, Authorization=f"Bearer {TOKEN}")
    for wrong in ("", TOKEN, f"Bearer {TOKEN}x", "Bearer", "Bearer é"):
        assert client.get("/metrics", headers={"Authorization": wrong}).status_code == 401, wrong


@pytest.mark.parametrize("engine_name", ["sqlite", "postgresql"])
def test_it_tells_what_the_record_says(
    settings: Settings, database: Database, three: Three, broker: redis.Redis, opened: Open
) -> None:
    grade(database, three, ago=2 * SETTLED)
    grade(database, three, ago=2 * SETTLED, kind="time_limit")
    waiting = hand_in(database, three, ago=timedelta(minutes=1))
    grade(database, three, ago=timedelta(0))
    grade(database, three, ago=timedelta(0), kind="time_limit")
    queue, app = Queue(settings), celery_app(settings)
    queue.send(waiting)
    tell(app, Worker("dout@one", 2, ("seccomp",), {}))
    client = opened(settings)
    first, again = numbers(client), numbers(client)
    queue.close()
    app.close()
    assert {**first, "dout_oldest_waiting_seconds": 0} == {**again, "dout_oldest_waiting_seconds": 0}
    assert first["dout_submissions state=queued"] == 1
    assert first["dout_submissions state=graded"] == 4
    assert 60 <= first["dout_oldest_waiting_seconds"] < 120
    assert first["dout_queue_messages"] == 1
    assert (first["dout_workers"], first["dout_worker_processes worker=dout@one"]) == (1, 2)
    assert first["dout_verdicts_total outcome=answered"] == 2
    assert first["dout_verdicts_total outcome=time_limit"] == 2
    assert first["dout_retries_total"] == 0
    waited = [first[f"dout_stage_seconds_bucket le={le}, stage=waiting"] for le in ("1.0", "60.0", "+Inf")]
    assert waited == [0, 4, 4]
    assert first["dout_stage_seconds_count stage=sandbox"] == 4
    assert first["dout_stage_seconds_sum stage=sandbox"] == pytest.approx(0.16)
    assert 12 <= first["dout_stage_seconds_sum stage=total"] < 120, "3 s each, and how long the test took"


def test_several_processes_and_starts_anew_tell_the_same(
    settings: Settings, database: Database, three: Three, broker: redis.Redis, opened: Open
) -> None:
    old = opened(settings)
    grade(database, three, ago=2 * SETTLED)
    numbers(old)
    grade(database, three, ago=timedelta(0))
    assert numbers(old) == numbers(opened(settings))


def test_settled_verdicts_are_not_read_again(
    settings: Settings, database: Database, three: Three, broker: redis.Redis, opened: Open
) -> None:
    client = opened(settings)
    grade(database, three, ago=2 * SETTLED)
    assert numbers(client)["dout_verdicts_total outcome=answered"] == 1
    with database.write() as session:
        session.execute(delete(Submission))
    assert numbers(client)["dout_verdicts_total outcome=answered"] == 1, "a counter never falls"


def test_the_number_of_queries_does_not_grow(
    settings: Settings, database: Database, three: Three, broker: redis.Redis, opened: Open
) -> None:
    client = opened(settings)
    seen: list[str] = []
    engine = client.application.extensions[KEY].database.engine
    event.listen(engine, "before_cursor_execute", lambda *args: seen.append(args[2]))
    for _ in range(3):
        grade(database, three, ago=timedelta(0))
        hand_in(database, three, ago=timedelta(0))
        seen.clear()
        numbers(client)
        assert len([statement for statement in seen if statement.startswith("SELECT")]) == 5


def test_without_the_broker_the_record_is_told_all_the_same(
    settings: Settings, three: Three, opened: Open
) -> None:
    told = numbers(opened(replace(settings, broker_url="redis+socket:///nowhere.sock")))
    assert told["dout_broker_up"] == 0
    assert "dout_queue_messages" not in told
    assert told["dout_submissions state=queued"] == 0
