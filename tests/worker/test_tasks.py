"""One grader without Celery, on both databases: from a row to its verdict, whatever goes wrong."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import redis
from sqlalchemy import select, update

from grader.assignment import builtin_text
from submissions.database import Database
from submissions.models import Assignment, Course, Person, State, Submission, Verdict, new_id
from submissions.queue import GRADE, celery_app
from submissions.settings import Settings
from submissions.store import attempts, waiting
from worker.sandbox.host import Sandbox
from worker.tasks import Grader

RIGHT = b"""
import numpy as np

def affine_backward(dout, cache):
    x, w, b = cache
    flat = x.reshape(x.shape[0], -1)
    return (dout @ w.T).reshape(x.shape), flat.T @ dout, dout.sum(axis=0).reshape(b.shape)

def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)
"""

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite", "postgresql"])


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


@pytest.fixture
def unable(settings: Settings) -> Iterator[Grader]:
    """A grader whose sandbox does not start: no Python fits into so little memory."""
    grader = Grader(replace(settings, sandbox_memory_mib=1), celery_app(settings))
    yield grader
    grader.close()


def hand_in(
    database: Database,
    upload: bytes = RIGHT,
    text: str | None = None,
    answers: dict[str, str] | None = None,
) -> str:
    now = datetime.now(UTC)
    with database.write() as session:
        course, person, assignment = new_id(), new_id(), new_id()
        session.add(Course(id=course, slug=course, title="Maths", created_at=now))
        session.add(Person(id=person, name="Ada", created_at=now))
        session.flush()
        text = builtin_text("matrix-derivatives") if text is None else text
        session.add(Assignment(id=assignment, course_id=course, slug="a", text=text, created_at=now))
        session.flush()
        return attempts.add(
            session,
            assignment_id=assignment,
            person_id=person,
            filename="a.py",
            upload=upload,
            now=now,
            answers=answers,
        ).id


def stored(database: Database, submission: str) -> Submission:
    with database.read() as session:
        return session.get_one(Submission, submission)


def only_verdict(database: Database, submission: str) -> Verdict:
    with database.read() as session:
        return session.scalars(select(Verdict).where(Verdict.submission_id == submission)).one()


def end_pause(database: Database) -> None:
    with database.write() as session:
        session.execute(update(Submission).values(not_before=None))


def test_a_right_upload_gets_every_point(grader: Grader, database: Database) -> None:
    submission = hand_in(database)
    grader.grade(submission, "task")
    verdict = only_verdict(database, submission)
    assert stored(database, submission).state == State.GRADED
    assert verdict.points == verdict.report["max_points"] == 20.0


@pytest.mark.parametrize(
    ("upload", "kind"),
    [
        (b"\0\1\2\xff", None),
        (b"def affine_backward(:\n", "syntax"),
        (b"import os\nos._exit(3)\n", None),
        (b"\xff\xfed\0e\0f\0", "encoding"),
    ],
)
def test_what_cannot_run_is_graded_with_its_fault(
    grader: Grader, database: Database, upload: bytes, kind: str | None
) -> None:
    submission = hand_in(database, upload)
    grader.grade(submission, "task")
    verdict = only_verdict(database, submission)
    assert (stored(database, submission).state, verdict.points) == (State.GRADED, 0.0)
    assert verdict.report["fault"]["message"]
    assert kind is None or verdict.report["fault"]["kind"] == kind


def test_typed_in_answers_are_graded_without_a_file(grader: Grader, database: Database) -> None:
    answers = {"a": "52", "b": "1 1; 1 1", "c": "[[2, 2], [10, 10]]", "d": "[[4, 20], [4, 20]]"}
    submission = hand_in(database, b"", builtin_text("matrix-derivatives-by-hand"), answers)
    grader.grade(submission, "task")
    verdict = only_verdict(database, submission)
    assert (stored(database, submission).state, verdict.points) == (State.GRADED, 3.0)
    results = {result["name"]: result for result in verdict.report["answers"]}
    assert [name for name, result in results.items() if result["passed"]] == ["a", "b", "c"]
    assert results["d"]["given"] == "[[4, 20], [4, 20]]"
    assert "transpose" in results["d"]["message"]
    assert results["e"]["message"] == "No answer was given."


def test_typed_in_answers_are_graded_beside_a_file(grader: Grader, database: Database) -> None:
    by_hand = builtin_text("matrix-derivatives-by-hand")
    answers = by_hand[by_hand.index("[[answer]]") :]
    text = builtin_text("matrix-derivatives").replace("points = 20", "points = 25", 1) + answers
    submission = hand_in(database, RIGHT, text, {"a": "52"})
    grader.grade(submission, "task")
    assert only_verdict(database, submission).points == 21.0


def test_the_seed_belongs_to_the_submission(grader: Grader, database: Database) -> None:
    first, second = hand_in(database), hand_in(database)
    grader.grade(first, "one")
    grader.grade(second, "two")
    seeds = {only_verdict(database, submission).report["seed"] for submission in (first, second)}
    assert len(seeds) == 2


def test_a_message_that_comes_again_changes_nothing(grader: Grader, database: Database) -> None:
    submission = hand_in(database)
    for task in ("one", "one", "two"):
        grader.grade(submission, task)
    assert only_verdict(database, submission).points == 20.0
    assert stored(database, submission).tries == 1


def test_a_message_for_nothing_is_dropped(grader: Grader, database: Database) -> None:
    grader.grade("no such submission", "task")


def test_our_fault_is_tried_again_and_costs_no_points(
    unable: Grader, grader: Grader, database: Database
) -> None:
    submission = hand_in(database)
    unable.grade(submission, "one")
    row = stored(database, submission)
    assert row.state == State.QUEUED
    assert row.not_before
    assert row.not_before > datetime.now(UTC)
    unable.grade(submission, "two")  # too early: nothing happens
    assert stored(database, submission).tries == 1
    end_pause(database)
    grader.grade(submission, "three")
    assert only_verdict(database, submission).points == 20.0


def test_after_the_last_try_it_is_broken_and_says_that_it_is_ours(
    unable: Grader, settings: Settings, database: Database
) -> None:
    submission = hand_in(database)
    for _ in range(settings.max_tries):
        end_pause(database)
        unable.grade(submission, "task")
    verdict = only_verdict(database, submission)
    assert (stored(database, submission).state, verdict.points) == (State.BROKEN, None)
    assert "not your fault" in verdict.report["notes"][0]


def test_what_kills_every_process_that_grades_it_is_given_up(
    grader: Grader, settings: Settings, database: Database
) -> None:
    submission = hand_in(database)
    for _ in range(settings.max_tries):  # claimed, then the process is gone
        with database.write() as session:
            assert attempts.claim(session, submission, "task", datetime.now(UTC), 60)
    grader.grade(submission, "task")
    assert stored(database, submission).state == State.BROKEN


def test_an_assignment_that_cannot_be_read_is_our_fault(
    grader: Grader, settings: Settings, database: Database
) -> None:
    submission = hand_in(database, text="no assignment")
    for _ in range(settings.max_tries):
        end_pause(database)
        grader.grade(submission, "task")
    assert stored(database, submission).state == State.BROKEN
    assert only_verdict(database, submission).report["state"] == "broken"


def test_the_sweep_sends_what_was_never_sent(grader: Grader, database: Database, broker: redis.Redis) -> None:
    submission = hand_in(database)
    grader.sweep()
    assert broker.llen(GRADE) == 0, "it may just be on its way"
    with database.write() as session:
        waiting.not_sent(session, submission)
    grader.sweep()
    grader.sweep()
    assert broker.llen(GRADE) == 1


def test_the_sweep_sees_that_an_empty_broker_has_lost_its_messages(
    grader: Grader, settings: Settings, database: Database, broker: redis.Redis
) -> None:
    submission = hand_in(database)
    assert grader.queue.send(submission)
    earlier = datetime.now(UTC) - timedelta(seconds=settings.sweep_seconds + 1)
    with database.write() as session:
        session.execute(update(Submission).values(sent_at=earlier))
    grader.sweep()
    assert broker.llen(GRADE) == 1, "the message waits its turn"
    broker.delete(GRADE)
    grader.sweep()
    assert broker.llen(GRADE) == 1


def test_a_sandbox_that_was_started_anew_is_counted(grader: Grader, database: Database) -> None:
    grader.grade(hand_in(database), "one")
    assert grader.queue.sandbox_restarts() == 0
    assert grader._sandbox
    grader._sandbox.close()
    for task in ("two", "three", "four"):
        grader.grade(hand_in(database), task)
    assert grader.queue.sandbox_restarts() == 1
