"""Points by hand and comments, on both databases."""

from __future__ import annotations

from datetime import timedelta

import pytest

from submissions.database import Database
from submissions.store import changed, latest, reviewing, verdicts
from tests.submissions.conftest import START, Three
from tests.submissions.store.test_verdicts import hand_in

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite", "postgresql"])


def give(database: Database, three: Three, submission: str, points: float | None) -> None:
    """All at the same moment: their order must be kept all the same."""
    with database.write() as session:
        reviewing.override(session, submission, three.tutor, points, "because", START)


def test_the_newest_points_by_hand_count_wherever_points_are_read(database: Database, three: Three) -> None:
    submission = hand_in(database, three, three.student, 3.0)
    give(database, three, submission, 9.0)
    give(database, three, submission, 12.5)
    with database.read() as session:
        [attempt] = verdicts.history(session, three.assignment, three.student)
        [standing] = verdicts.standings(session, three.assignment)
        decisions = reviewing.overrides(session, submission)
        seen = reviewing.seen(session, [submission])
    assert (attempt.points, attempt.by_hand) == (12.5, True)
    assert standing.latest is not None
    assert (standing.latest.points, standing.best_points) == (12.5, 12.5)
    assert [decision.points for decision in decisions] == [12.5, 9.0]
    assert seen == {submission: reviewing.Seen(12.5, 0)}


def test_points_that_are_taken_back_give_way_to_the_verdict(database: Database, three: Three) -> None:
    submission = hand_in(database, three, three.student, 3.0)
    give(database, three, submission, 9.0)
    give(database, three, submission, None)
    with database.read() as session:
        [attempt] = verdicts.history(session, three.assignment, three.student)
    assert (attempt.points, attempt.by_hand) == (3.0, False)


def test_a_broken_submission_can_get_points_by_hand(database: Database, three: Three) -> None:
    submission = hand_in(database, three, three.student, None)
    give(database, three, submission, 7.0)
    with database.read() as session:
        [attempt] = verdicts.history(session, three.assignment, three.student)
    assert attempt.points == 7.0


def test_giving_and_taking_back_changes_the_mark(database: Database, three: Three) -> None:
    submission = hand_in(database, three, three.student, 3.0)
    marks = []
    for points in (5.0, None):
        with database.read() as session:
            marks.append(changed.mark(session, three.assignment))
        give(database, three, submission, points)
    with database.read() as session:
        marks.append(changed.mark(session, three.assignment))
    assert len(set(marks)) == 3


def test_comments_stand_in_the_order_of_their_lines(database: Database, three: Three) -> None:
    submission = hand_in(database, three, three.student, 3.0)
    other = hand_in(database, three, three.student, 3.0, minutes=1)
    with database.write() as session:
        for at, line in enumerate((7, None, 2, 7)):
            reviewing.comment(session, submission, three.tutor, line, f"{at}", START + timedelta(seconds=at))
    with database.read() as session:
        found = reviewing.comments(session, submission)
    assert [(one.line, one.text, one.by and one.by.name) for one in found] == [
        (None, "1", "Emmy"),
        (2, "2", "Emmy"),
        (7, "0", "Emmy"),
        (7, "3", "Emmy"),
    ]
    with database.write() as session:
        assert reviewing.take_back_comment(session, other, found[0].id) is None
        assert reviewing.take_back_comment(session, submission, found[0].id) is not None
    with database.read() as session:
        assert len(reviewing.comments(session, submission)) == 3


def test_students_have_numbers_that_say_nothing_of_them(database: Database, three: Three) -> None:
    with database.read() as session:
        assert latest.numbers(session, three.course) == {three.student: 1}
