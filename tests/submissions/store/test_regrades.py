"""Grading on trial, on both databases."""

from __future__ import annotations

from datetime import timedelta

import pytest

from submissions.database import Database
from submissions.models import State, Submission, Verdict
from submissions.models_teaching import Regrade
from submissions.store import attempts, regrade_items, regrades, reviewing, verdicts
from submissions.store.regrades import Progress, RegradeError
from tests.submissions.conftest import START, Three
from tests.submissions.store.test_verdicts import hand_in

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite", "postgresql"])
HOUR = timedelta(hours=1)


def begin(database: Database, three: Three, *submissions: str) -> str:
    with database.write() as session:
        return regrades.begin(session, three.assignment, submissions, three.tutor, "why", START + HOUR).id


def items(database: Database) -> list[str]:
    with database.write() as session:
        return regrade_items.waiting(session, START + HOUR, START + HOUR)


def grade(database: Database, item: str, points: float | None) -> bool:
    with database.write() as session:
        assert regrade_items.take(session, item)
        return regrade_items.finish(session, item, {"points": points})


def broken(database: Database, three: Three) -> str:
    submission = hand_in(database, three, three.student, None, minutes=30)
    with database.write() as session:
        claimed = attempts.claim(session, submission, "task", START, 60)
        assert claimed
        attempts.give_up(session, submission, claimed.lease, {"points": None}, START)
    return submission


def test_nothing_changes_until_it_is_published_and_then_all_at_once(database: Database, three: Three) -> None:
    old, given_up = hand_in(database, three, three.student, 3.0), broken(database, three)
    regrade = begin(database, three, old, given_up)
    sent = items(database)
    assert len(sent) == 2
    assert items(database) == []
    with database.write() as session:
        trials = {trial.submission_id: trial for item in sent if (trial := regrade_items.take(session, item))}
        assert (trials[old].upload, trials[old].tries) == (b"x", 1)
        for at, id_ in enumerate((old, given_up)):
            assert regrade_items.finish(session, trials[id_].id, {"points": 5.0 + at})
            assert not regrade_items.finish(session, trials[id_].id, {"points": 99.0})
            assert regrade_items.take(session, trials[id_].id) is None
    with database.read() as session:
        assert regrades.progress(session, regrade) == Progress(2, 2, 0)
        assert [a.points for a in verdicts.history(session, three.assignment, three.student)] == [None, 3.0]
        found = {c.submission_id: c for c in regrades.changes(session, session.get_one(Regrade, regrade))}
        assert (found[old].before, found[old].after) == (3.0, 5.0)
        assert (found[given_up].before, found[given_up].after) == (None, 6.0)
    for added in (2, 0):
        with database.write() as session:
            assert regrades.publish(session, regrade, START) == added  # by a clock that is behind
    with database.read() as session:
        assert [a.points for a in verdicts.history(session, three.assignment, three.student)] == [6.0, 5.0]
        assert session.get_one(Submission, given_up).state == State.GRADED
        assert session.query(Verdict).count() == 4
    with database.write() as session:
        assert not regrades.discard(session, regrade, START)
        assert regrades.open_of(session, three.assignment) is None


def test_what_is_thrown_away_never_counts(database: Database, three: Three) -> None:
    regrade = begin(database, three, hand_in(database, three, three.student, 3.0))
    [item] = items(database)
    with database.write() as session:
        assert regrades.discard(session, regrade, START)
        assert regrade_items.take(session, item) is None
        assert not regrade_items.finish(session, item, {"points": 9.0})
        assert regrade_items.waiting(session, START + HOUR, START + HOUR) == []
    with database.write() as session, pytest.raises(RegradeError, match="Not every"):
        regrades.publish(session, regrade, START)
    with database.read() as session:
        assert [a.points for a in verdicts.history(session, three.assignment, three.student)] == [3.0]


def test_it_cannot_be_published_before_all_are_graded(database: Database, three: Three) -> None:
    ids = [hand_in(database, three, three.student, 3.0, minutes=at) for at in range(2)]
    regrade = begin(database, three, *ids)
    grade(database, items(database)[0], 4.0)
    with database.write() as session, pytest.raises(RegradeError, match="Not every"):
        regrades.publish(session, regrade, START)
    with database.read() as session:
        assert regrades.progress(session, regrade) == Progress(2, 1, 0)
        assert session.query(Verdict).count() == 2


def test_where_our_grading_fails_the_verdict_stays(database: Database, three: Three) -> None:
    regrade = begin(database, three, hand_in(database, three, three.student, 3.0))
    grade(database, items(database)[0], None)
    with database.write() as session:
        assert regrades.publish(session, regrade, START + HOUR) == 0
    with database.read() as session:
        assert regrades.progress(session, regrade) == Progress(1, 1, 1)
        assert [a.points for a in verdicts.history(session, three.assignment, three.student)] == [3.0]


def test_only_one_is_open_and_only_of_what_has_been_graded(database: Database, three: Three) -> None:
    queued = hand_in(database, three, three.student, None)
    with database.write() as session, pytest.raises(RegradeError, match="None of these"):
        regrades.begin(session, three.assignment, [queued, "nothing"], three.tutor, "why", START)
    begin(database, three, queued, hand_in(database, three, three.student, 1.0, minutes=1))
    assert len(items(database)) == 1
    with database.write() as session, pytest.raises(RegradeError, match="still open"):
        regrades.begin(session, three.assignment, [queued], three.tutor, "why", START)


def test_points_by_hand_are_told_beside_the_change(database: Database, three: Three) -> None:
    submission = hand_in(database, three, three.student, 3.0)
    with database.write() as session:
        reviewing.override(session, submission, three.tutor, 11.0, "why", START)
    regrade = begin(database, three, submission)
    with database.read() as session:
        [change] = regrades.changes(session, session.get_one(Regrade, regrade))
    assert (change.before, change.after, change.by_hand, change.done) == (3.0, None, 11.0, False)
