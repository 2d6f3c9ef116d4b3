"""Trying an assignment out by the worker, on both databases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from grader.assignment import builtin_text
from submissions.database import Database
from submissions.models import Course, Person, Submission, new_id
from submissions.models_teaching import Trial
from submissions.queue import GRADE
from submissions.store import trials as store
from tests.worker.test_tasks import RIGHT, grader, sandbox, unable
from worker import trials
from worker.tasks import Grader

__all__ = ["grader", "sandbox", "unable"]
pytestmark = pytest.mark.parametrize("engine_name", ["sqlite", "postgresql"])
TEXT = builtin_text("matrix-derivatives")


def sent(database: Database, text: str = TEXT, upload: bytes = RIGHT) -> str:
    """A trial that waits; its id."""
    now, course, person = datetime.now(UTC), new_id(), new_id()
    with database.write() as session:
        session.add(Course(id=course, slug="maths", title="Maths", created_at=now))
        session.add(Person(id=person, name="Emmy", created_at=now))
        session.flush()
        return store.add(
            session,
            course,
            person,
            text=text,
            seed="8c1f",
            filename="a.py",
            upload=upload,
            answers=None,
            now=now,
        ).id


def found(database: Database, trial_id: str) -> Trial:
    with database.read() as session:
        return session.get_one(Trial, trial_id)


def test_it_gets_the_report_that_dout_check_gives(database: Database, grader: Grader) -> None:
    trial = sent(database)
    trials.grade(grader, trial)
    trials.grade(grader, trial)
    report = found(database, trial).report
    assert report
    assert (report["state"], report["points"], report["seed"]) == ("graded", 20.0, "8c1f")
    assert found(database, trial).tries == 1
    with database.read() as session:
        assert session.query(Submission).count() == 0


def test_a_forward_pass_that_cannot_be_used_is_told(database: Database, grader: Grader) -> None:
    swish = Path(__file__).parents[1] / "assignments" / "swish.toml"
    text = swish.read_text(encoding="utf-8").replace("return x / (1 + np.exp(-x))", "return x[:1]")
    trial = sent(database, text)
    trials.grade(grader, trial)
    report = found(database, trial).report
    assert report
    assert (report["state"], report["points"]) == ("broken", None)
    assert "forward pass cannot be used" in report["notes"][0]


def test_a_fault_of_ours_is_tried_again_until_it_is_told(database: Database, unable: Grader) -> None:
    trial = sent(database)
    for tries in range(1, unable.settings.max_tries + 1):
        trials.grade(unable, trial)
        assert (found(database, trial).report, found(database, trial).sent_at) == (None, None)
        assert found(database, trial).tries == tries
    trials.grade(unable, trial)
    report = found(database, trial).report
    assert report
    assert (report["state"], report["points"]) == ("broken", None)


def test_the_sweep_sends_what_waits_before_those_who_hand_in(database: Database, grader: Grader) -> None:
    sent(database)
    now = datetime.now(UTC) + timedelta(seconds=1)
    trials.sweep(grader, now, now)
    trials.sweep(grader, now, now)
    assert grader.queue.waiting() == 1
    with grader.queue._app.connection_for_read() as connection, connection.channel() as channel:
        assert channel.basic_get(GRADE).properties["priority"] == 0


def test_while_the_broker_is_away_it_waits_for_the_next_sweep(database: Database, grader: Grader) -> None:
    trial = sent(database)
    grader.queue._app.conf.broker_url = f"redis+socket://{grader.settings.data_dir}/none.sock"
    now = datetime.now(UTC) + timedelta(seconds=1)
    trials.sweep(grader, now, now)
    assert found(database, trial).sent_at is None
