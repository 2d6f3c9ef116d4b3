"""From a change of what counts to the learning system's grades, over real HTTP."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from submissions.database import Database
from submissions.lti import outbox
from submissions.models import Assignment, Role, Submission
from submissions.models_lti import LtiLink, LtiMember
from submissions.settings import Settings
from submissions.store import authoring, regrade_items, regrades, reviewing
from tests.service import until
from tests.submissions.conftest import START, Three
from tests.submissions.lti.platform import Platform
from tests.submissions.lti.records import make_due, scores
from tests.submissions.pages.conftest import Grade, report
from tests.submissions.pages.test_feedback_policy import held_back
from worker.lti_scores import ScoreSender
from worker.webhooks import Courier

both = pytest.mark.parametrize("engine_name", ["sqlite", "postgresql"])
LATE = timedelta(days=3)


@both
def test_a_verdict_arrives_as_a_score(
    sender: ScoreSender, grade: Grade, platform: Platform, database: Database, came: None
) -> None:
    grade("batch_mean")
    before = datetime.now(UTC)
    sender.round()
    [score] = platform.scores
    sent = datetime.fromisoformat(score.pop("timestamp"))
    assert before <= sent <= datetime.now(UTC)
    assert score == {
        "userId": "sub student",
        "scoreGiven": report("batch_mean")["points"],
        "scoreMaximum": 20.0,
        "activityProgress": "Completed",
        "gradingProgress": "FullyGraded",
    }
    got = platform.got[-1]
    assert got.path == "/items/1/scores?kind=1"
    assert got.headers["content-type"] == "application/vnd.ims.lis.v1.score+json"
    [row] = scores(database)
    assert (row.sent_points, row.last_status, row.next_at) == (score["scoreGiven"], 200, None)
    sender.round()
    assert len(platform.scores) == 1, "and it is not sent twice"


def test_the_workers_courier_brings_scores_too(
    lti_settings: Settings, database: Database, grade: Grade, platform: Platform, came: None
) -> None:
    grade("full_marks")
    courier = Courier(lti_settings, database)
    try:
        courier.wake()
        until(lambda: platform.scores, what="the score")
    finally:
        courier.close()


@both
def test_however_often_it_changed_what_counts_now_is_sent_once(
    sender: ScoreSender,
    grade: Grade,
    platform: Platform,
    database: Database,
    came: None,
    override: Callable[[str, float | None], None],
) -> None:
    first = grade("batch_mean")
    grade("full_marks")
    override(first, 3.0)
    sender.round()
    assert [score["scoreGiven"] for score in platform.scores] == [3.0], "points by hand decide"
    tokens = [got for got in platform.got if got.path == "/token"]
    override(first, 4.0)
    sender.round()
    override(first, None)
    sender.round()
    assert [score["scoreGiven"] for score in platform.scores] == [3.0, 4.0, 20.0]
    assert len(tokens) == len([got for got in platform.got if got.path == "/token"]), "a token is kept"
    stamps = [score["timestamp"] for score in platform.scores]
    assert stamps == sorted(set(stamps))


def test_a_change_that_is_rolled_back_sends_nothing(
    sender: ScoreSender, grade: Grade, platform: Platform, database: Database, came: None, three: Three
) -> None:
    submission = grade(state="running")
    with database.write() as session:
        reviewing.override(session, submission, three.tutor, 3.0, "why", START)
        session.rollback()
    sender.round()
    assert platform.scores == []


def test_points_that_are_taken_back_are_cleared_there(
    sender: ScoreSender,
    grade: Grade,
    platform: Platform,
    came: None,
    override: Callable[[str, float | None], None],
) -> None:
    submission = grade("broken")
    sender.round()
    assert platform.scores == [], "there never was a mark"
    override(submission, 3.0)
    sender.round()
    override(submission, None)
    sender.round()
    cleared = platform.scores[-1]
    assert "scoreGiven" not in cleared
    assert (cleared["activityProgress"], cleared["gradingProgress"]) == ("InProgress", "NotReady")


def test_a_published_regrade_an_extension_and_other_dates_are_sent(
    sender: ScoreSender, grade: Grade, platform: Platform, database: Database, came: None, three: Three
) -> None:
    submission = grade("full_marks")
    sender.round()
    with database.write() as session:
        regrade = regrades.begin(session, three.assignment, [submission], three.tutor, "why", START).id
        [item] = regrade_items.waiting(session, START, START)
        assert regrade_items.take(session, item)
        assert regrade_items.finish(session, item, {**report("batch_mean"), "points": 7.5})
    sender.round()
    assert len(platform.scores) == 1, "what is on trial is nobody's mark"
    with database.write() as session:
        regrades.publish(session, regrade, START)
    sender.round()
    assert platform.scores[-1]["scoreGiven"] == 7.5
    with database.write() as session:
        found = authoring.locked(session, three.assignment)
        found.due_at, found.rules = START, {"late_per_day": 2, "late_unit": "points"}
        outbox.of_assignment(session, three.assignment, START)
    sender.round()
    assert platform.scores[-1]["scoreGiven"] == 5.5, "less what lateness costs"
    with database.write() as session:
        due = START + timedelta(days=1)
        more: dict[str, Any] = {"due_at": due, "more_attempts": 0, "reason": "ill", "now": START}
        authoring.extend(session, three.assignment, three.student, **more)
    sender.round()
    assert platform.scores[-1]["scoreGiven"] == 7.5
    with database.write() as session:
        given = authoring.extension(session, three.assignment, three.student)
        assert given
        authoring.take_back(session, given, START)
    sender.round()
    assert platform.scores[-1]["scoreGiven"] == 5.5


@pytest.mark.parametrize("assignment_text", [held_back("hidden", "opens_at_deadline = true\n")])
def test_a_hidden_check_does_not_leak_and_is_sent_when_the_deadline_opens_it(
    sender: ScoreSender, grade: Grade, platform: Platform, database: Database, came: None, three: Three
) -> None:
    due = datetime.now(UTC) + LATE
    with database.write() as session:
        session.get_one(Assignment, three.assignment).due_at = due
    grade("full_marks")
    sender.round()
    [score] = platform.scores
    assert (score["scoreGiven"], score["scoreMaximum"]) == (19.0, 19.0)
    assert scores(database)[0].next_at == due
    with database.write() as session:
        session.get_one(Assignment, three.assignment).due_at = datetime.now(UTC) - timedelta(seconds=1)
    make_due(database)
    sender.round()
    assert (platform.scores[-1]["scoreGiven"], platform.scores[-1]["scoreMaximum"]) == (20.0, 20.0)
    assert scores(database)[0].next_at is None


@pytest.mark.parametrize("assignment_text", [held_back("hidden")])
def test_a_check_that_stays_hidden_never_leaks(
    sender: ScoreSender, grade: Grade, platform: Platform, came: None
) -> None:
    grade("full_marks")
    sender.round()
    assert [(one["scoreGiven"], one["scoreMaximum"]) for one in platform.scores] == [(19.0, 19.0)]


def test_an_assignment_that_students_do_not_see_is_not_told_of_until_they_do(
    sender: ScoreSender, grade: Grade, platform: Platform, database: Database, came: None, three: Three
) -> None:
    with database.write() as session:
        session.get_one(Assignment, three.assignment).published = False
    grade("full_marks")
    sender.round()
    assert platform.scores == []
    with database.write() as session:
        session.get_one(Assignment, three.assignment).published = True
        outbox.of_assignment(session, three.assignment, START)
    sender.round()
    assert len(platform.scores) == 1


def test_only_students_who_came_from_there_are_told_of(
    sender: ScoreSender, grade: Grade, platform: Platform, came: None, three: Three, database: Database
) -> None:
    grade("full_marks", person=three.tutor)
    with database.write() as session:
        session.execute(update(LtiMember).where(LtiMember.role == Role.STUDENT).values(subject="x"))
        session.execute(select(LtiMember).where(LtiMember.person_id == three.student)).one()
        session.delete(session.scalars(select(LtiMember).where(LtiMember.subject == "x")).one())
    grade("full_marks")
    sender.round()
    assert scores(database) == []
    assert platform.scores == []


def test_a_link_that_is_chosen_late_tells_what_was_handed_in_before(
    sender: ScoreSender, grade: Grade, platform: Platform, database: Database, came: None, connected: str
) -> None:
    with database.write() as session:
        session.get_one(LtiLink, connected).assignment_id = None
    grade("full_marks")
    sender.round()
    assert platform.scores == []
    with database.write() as session:
        link = session.get_one(LtiLink, connected)
        link.assignment_id = session.scalars(select(Submission.assignment_id)).one()
        session.flush()
        outbox.of_link(session, link, START)
        outbox.of_link(session, link, START)
    sender.round()
    assert len(platform.scores) == 1


def test_a_link_that_leads_elsewhere_takes_back_what_it_told(
    sender: ScoreSender, grade: Grade, platform: Platform, database: Database, came: None, connected: str
) -> None:
    grade("full_marks")
    sender.round()
    with database.write() as session:
        link = session.get_one(LtiLink, connected)
        old = session.scalars(select(Assignment)).one()
        other = authoring.make(session, old.course_id, slug="other", text=old.text, now=START)
        link.assignment_id = other.id
        outbox.link_changed(session, link, START)
    sender.round()
    assert "scoreGiven" not in platform.scores[-1]
    assert len(platform.scores) == 2
