"""Grading on trial by the worker, on both databases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import event

from submissions.database import Database
from submissions.models import Submission, Verdict
from submissions.models_teaching import Regrade, RegradeItem
from submissions.queue import GRADE
from submissions.store import authoring, regrades
from tests.worker.test_tasks import grader, hand_in, sandbox, unable
from worker import regrading
from worker.tasks import Grader

__all__ = ["grader", "sandbox", "unable"]
pytestmark = pytest.mark.parametrize("engine_name", ["sqlite", "postgresql"])


def begun(database: Database, grader: Grader) -> str:
    """A submission that got no points from an older grader, and a regrade of it; the id of its item."""
    submission = hand_in(database)
    now = datetime.now(UTC)
    with database.write() as session:
        found = session.get_one(Submission, submission)
        found.state = "graded"
        session.add(
            Verdict(submission_id=submission, lease="old", points=0.0, report={"points": 0.0}, created_at=now)
        )
        regrades.begin(session, found.assignment_id, [submission], found.person_id, "why", now)
    with database.read() as session:
        return session.query(RegradeItem).one().id


def test_an_item_gets_its_report_and_the_submission_stays_as_it_is(
    database: Database, grader: Grader
) -> None:
    item = begun(database, grader)
    regrading.grade(grader, item)
    regrading.grade(grader, item)
    with database.read() as session:
        found = session.get_one(RegradeItem, item)
        assert (found.points, found.tries, found.report and found.report["state"]) == (20.0, 1, "graded")
        assert [verdict.points for verdict in session.query(Verdict)] == [0.0]


def test_all_of_a_regrade_is_graded_by_the_file_of_its_begin_which_is_read_once(
    database: Database, grader: Grader
) -> None:
    submissions = [hand_in(database) for _ in range(3)]
    now = datetime.now(UTC)
    with database.write() as session:
        first = session.get_one(Submission, submissions[0])
        for one in submissions:
            found = session.get_one(Submission, one)
            found.state, found.assignment_id = "graded", first.assignment_id
        session.flush()
        regrade = regrades.begin(session, first.assignment_id, submissions, first.person_id, "why", now)
        assignment = authoring.locked(session, first.assignment_id)
        text = assignment.text
        authoring.change_text(session, assignment, text.replace("title = ", "title = 'New ' # ", 1), now)
    reads: list[str] = []
    event.listen(
        grader.database.engine,
        "before_cursor_execute",
        lambda *what: reads.append(what[2]) if "text" in what[2].partition("FROM")[0] else None,
    )
    with database.read() as session:
        items = session.query(RegradeItem).all()
    for item in items:
        regrading.grade(grader, item.id)
    assert len([one for one in reads if one.startswith("SELECT")]) <= 2
    with database.read() as session:
        digests = {item.report and item.report["digest"] for item in session.query(RegradeItem)}
        assert digests == {authoring.digest(text)} == {session.get_one(Regrade, regrade.id).digest}


def test_a_fault_of_ours_is_tried_again_until_it_is_broken(database: Database, unable: Grader) -> None:
    item = begun(database, unable)
    for tries in range(1, unable.settings.max_tries + 1):
        regrading.grade(unable, item)
        with database.read() as session:
            found = session.get_one(RegradeItem, item)
            assert (found.report, found.tries, found.sent_at) == (None, tries, None)
    regrading.grade(unable, item)
    with database.read() as session:
        found = session.get_one(RegradeItem, item)
        assert found.report
        assert (found.report["state"], found.points) == ("broken", None)


def test_the_sweep_sends_what_waits_behind_everyone(database: Database, grader: Grader) -> None:
    begun(database, grader)
    now = datetime.now(UTC) + timedelta(seconds=1)
    regrading.sweep(grader, now, now)
    regrading.sweep(grader, now, now)
    assert grader.queue.waiting() == 1
    with grader.queue._app.connection_for_read() as connection, connection.channel() as channel:
        message = channel.basic_get(GRADE)
    assert message.properties["priority"] == 9


def test_while_the_broker_is_away_it_waits_for_the_next_sweep(database: Database, grader: Grader) -> None:
    item = begun(database, grader)
    grader.queue._app.conf.broker_url = f"redis+socket://{grader.settings.data_dir}/none.sock"
    now = datetime.now(UTC) + timedelta(seconds=1)
    regrading.sweep(grader, now, now)
    with database.read() as session:
        assert session.get_one(RegradeItem, item).sent_at is None
