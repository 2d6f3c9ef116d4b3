"""kill -9 at every step from the upload to the acknowledged verdict; with PostgreSQL in `make chaos`.

A victim is killed at one step; then whoever comes next does what the service does: the sweep sends, a grader
grades. Nothing that was committed is lost, and there is never a second verdict.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import redis
from sqlalchemy import select, update

from grader import grading
from grader.assignment import builtin
from submissions import secret_key
from submissions.database import Database
from submissions.models import State, Submission, Verdict
from submissions.queue import GRADE, celery_app
from submissions.settings import Settings
from tests.chaos.audit import lasting
from tests.chaos.victim import GRADE as GRADING
from tests.chaos.victim import HAND_IN, SOURCE
from tests.conftest import SECRET
from tests.service import ROOT
from tests.submissions.conftest import Three, assignment_text, three
from tests.submissions.store.histories import add, claim
from worker.sandbox.host import Sandbox
from worker.tasks import Grader
from worker.verdict import verdict as verdict_of

__all__ = ["assignment_text", "three"]

pytestmark = pytest.mark.parametrize(
    "engine_name", ["sqlite", pytest.param("postgresql", marks=pytest.mark.chaos)]
)


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as sandbox:
        yield sandbox


@pytest.fixture
def grader(settings: Settings, broker: redis.Redis, sandbox: Sandbox) -> Iterator[Grader]:
    grader = Grader(settings, celery_app(settings))
    grader._sandbox = sandbox
    yield grader
    grader._sandbox = None
    grader.close()


def kill_at(step: str, settings: Settings, **said: str) -> None:
    """Let a victim die at this step."""
    environ = {
        "PATH": os.environ["PATH"],
        "DOUT_DATA_DIR": str(settings.data_dir),
        "DOUT_DATABASE_URL": settings.database_url,
        "DOUT_BROKER_URL": settings.broker_url,
        "DOUT_SECRET_KEY": SECRET,
    }
    victim = subprocess.run(
        [sys.executable, "-m", "tests.chaos.victim", step],
        cwd=ROOT,
        env=environ,
        input=json.dumps(said),
        capture_output=True,
        text=True,
        check=False,
    )
    assert victim.returncode == -signal.SIGKILL, victim.stderr


def later(database: Database, grader: Grader, broker: redis.Redis) -> None:
    """The lease has run out and the message is overdue: the sweep sends, and what is sent is graded."""
    past = datetime.now(UTC) - timedelta(hours=1)
    with database.write() as session:
        session.execute(update(Submission).where(Submission.lease.is_not(None)).values(lease_until=past))
        session.execute(update(Submission).values(sent_at=past))
    grader.sweep()
    for message in broker.lrange(GRADE, 0, -1):
        headers = json.loads(message)["headers"]
        grader.grade(headers["argsrepr"].strip("(',)"), headers["id"])


def rows(database: Database) -> list[Submission]:
    with database.read() as session:
        return list(session.scalars(select(Submission)))


def verdicts(database: Database) -> list[Verdict]:
    with database.read() as session:
        return list(session.scalars(select(Verdict)))


def checked(settings: Settings, sandbox: Sandbox, submission: str) -> dict[str, Any]:
    """What `dout check` says with the same seed."""
    plan = grading.plan(builtin("matrix-derivatives"), secret_key.seed_of(settings, submission))
    return verdict_of(plan, sandbox, SOURCE, "layers.py").to_json()


@pytest.mark.parametrize("step", HAND_IN)
def test_killed_while_it_takes_an_upload(
    step: str, settings: Settings, database: Database, three: Three, grader: Grader, broker: redis.Redis
) -> None:
    kill_at(step, settings, assignment=three.assignment, person=three.student)
    stored = rows(database)
    assert len(stored) == (0 if step == "before the upload is committed" else 1)
    assert broker.llen(GRADE) == (1 if step == "after it is sent" else 0)
    later(database, grader, broker)
    assert [row.state for row in rows(database)] == [State.GRADED] * len(stored)
    assert len(verdicts(database)) == len(stored)


@pytest.mark.parametrize("step", GRADING)
def test_killed_while_it_grades(
    step: str,
    settings: Settings,
    database: Database,
    three: Three,
    grader: Grader,
    sandbox: Sandbox,
    broker: redis.Redis,
) -> None:
    submission = add(database, three, upload=SOURCE, now=datetime.now(UTC)).id
    kill_at(step, settings, submission=submission)
    before = verdicts(database)
    assert len(before) == (1 if step.startswith("after the verdict") else 0)
    grader.grade(submission, "of another")  # while the lease of the victim holds, nobody else gets it
    claimed = not step.startswith(("before the claim", "after the verdict"))
    assert len(verdicts(database)) == (0 if claimed else 1)
    later(database, grader, broker)
    (row,), (verdict,) = rows(database), verdicts(database)
    assert (row.state, row.tries) == (State.GRADED, 2 if claimed else 1)
    assert lasting(verdict.report) == lasting(checked(settings, sandbox, submission))
    assert [one.id for one in before] in ([], [verdict.id])


def test_a_message_delivered_again_by_the_broker_needs_no_lease_to_run_out(
    settings: Settings, database: Database, three: Three, grader: Grader
) -> None:
    submission = add(database, three, upload=SOURCE, now=datetime.now(UTC)).id
    kill_at("while it runs", settings, submission=submission)
    grader.grade(submission, "of the victim")
    assert [verdict.submission_id for verdict in verdicts(database)] == [submission]


@pytest.mark.parametrize("same", [True, False], ids=["one message twice", "two messages"])
def test_delivered_twice_and_at_once(
    same: bool, settings: Settings, database: Database, three: Three, broker: redis.Redis
) -> None:
    submissions = [add(database, three, upload=SOURCE, now=datetime.now(UTC)).id for _ in range(5)]
    graders = [Grader(settings, celery_app(settings)) for _ in range(2)]
    try:
        with ThreadPoolExecutor(2) as pool:
            for submission in submissions:
                names = ("task", "task") if same else ("one", "two")
                jobs = [pool.submit(g.grade, submission, t) for g, t in zip(graders, names, strict=True)]
                for job in jobs:
                    job.result()
    finally:
        for grader in graders:
            grader.close()
    assert [row.state for row in rows(database)] == [State.GRADED] * 5
    assert sorted(verdict.submission_id for verdict in verdicts(database)) == sorted(submissions)


def test_a_worker_whose_clock_is_an_hour_behind_takes_what_a_dead_one_held(
    database: Database, three: Three
) -> None:
    submission = add(database, three, upload=SOURCE, now=datetime.now(UTC)).id
    claim(database, submission, "of a dead one", datetime.now(UTC) + timedelta(hours=1))
    assert claim(database, submission, "of another", datetime.now(UTC)).tries == 2
