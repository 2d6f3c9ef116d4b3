"""A board that is kept and brought up to date is the same as one that is counted from nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from sqlalchemy import delete, select, update

from submissions.database import Database
from submissions.models import Assignment, Membership, Person, Role, State, Submission, new_id
from submissions.pages.teaching import board, standings
from submissions.pages.teaching.board import Board
from submissions.store import attempts, authoring, regrade_items, regrades, regrading, reviewing
from tests.submissions.conftest import START, Three
from tests.submissions.pages.conftest import report

REPORTS = ("full_marks", "batch_mean", "wrong_shape", "syntax_error")
STEPS = 60


class Course:
    """A course in which one thing after the other happens, a minute apart."""

    def __init__(self, database: Database, three: Three, random: Random) -> None:
        self.database, self.three, self.random = database, three, random
        self.now = START
        self.people = [three.student, three.tutor, *(new_id() for _ in range(3))]
        with database.write() as session:
            for id_ in self.people[2:]:
                session.add(Person(id=id_, name="Somebody", created_at=START))
                session.flush()
                session.add(Membership(course_id=three.course, person_id=id_, role=Role.STUDENT))

    def step(self) -> str:
        """Something happens; its name."""
        self.now += timedelta(minutes=1)
        often, seldom = [self.hand_in, self.work], [self.extend, self.rules, self.regrade, self.leave]
        does: Callable[[], None] = self.random.choice(4 * often + [self.queue_again, self.points] + seldom)
        does()
        return does.__name__

    def some(self, *states: State) -> str | None:
        with self.database.read() as session:
            ids = session.scalars(select(Submission.id).where(Submission.state.in_(states))).all()
        return self.random.choice(sorted(ids)) if ids else None

    def hand_in(self) -> None:
        with self.database.write() as session:
            attempts.add(
                session,
                assignment_id=self.three.assignment,
                person_id=self.random.choice(self.people),
                filename="layers.py",
                upload=b"x",
                now=self.now,
            ).sent_at = self.now

    def work(self) -> None:
        if (id_ := self.some(State.QUEUED)) is None:
            return
        with self.database.write() as session:
            claimed = attempts.claim(session, id_, "task", self.now, 60)
        assert claimed
        with self.database.write() as session:
            if self.random.random() < 0.2:
                assert attempts.give_up(session, id_, claimed.lease, report("broken"), self.now)
            elif self.random.random() < 0.9:
                verdict = report(self.random.choice(REPORTS))
                assert attempts.finish(session, id_, claimed.lease, verdict, self.now)

    def queue_again(self) -> None:
        if id_ := self.some(State.GRADED, State.BROKEN):
            with self.database.write() as session:
                regrading.queue_again(session, [id_])
                session.execute(update(Submission).where(Submission.id == id_).values(sent_at=self.now))

    def points(self) -> None:
        if id_ := self.some(State.GRADED, State.BROKEN):
            given = self.random.choice([None, 0.0, 7.0, 20.0])
            with self.database.write() as session:
                reviewing.override(session, id_, self.three.tutor, given, "why", self.now)

    def extend(self) -> None:
        with self.database.write() as session:
            authoring.extend(
                session,
                self.three.assignment,
                self.random.choice(self.people),
                due_at=self.now,
                more_attempts=1,
                reason="ill",
                now=self.now,
            )

    def rules(self) -> None:
        with self.database.write() as session:
            found = session.get_one(Assignment, self.three.assignment)
            found.due_at = self.now - timedelta(days=self.random.randrange(3))
            found.rules = {"late_days": 3, "late_per_day": 1, "counts": self.random.choice(["best", "last"])}

    def regrade(self) -> None:
        if (id_ := self.some(State.GRADED)) is None:
            return
        with self.database.write() as session:
            made = regrades.begin(session, self.three.assignment, [id_], self.three.tutor, "why", self.now)
            for item in regrade_items.waiting(session, self.now, self.now):
                assert regrade_items.take(session, item)
                assert regrade_items.finish(session, item, report(self.random.choice(REPORTS)))
            regrades.publish(session, made.id, self.now)

    def leave(self) -> None:
        with self.database.write() as session:
            person = self.random.choice(self.people[2:])
            session.execute(delete(Membership).where(Membership.person_id == person))

    def shown(self) -> tuple[Board, Board]:
        """The board as it is kept, and as it is counted from nothing."""
        with self.database.read() as session:
            found = session.get_one(Assignment, self.three.assignment)
            mark = board.mark(session, found)
            return board.board(session, found, mark), board._count(session, found, mark, None)


def said(one: Board) -> dict[str, Any]:
    """All of a board in plain values."""
    seen = one.overview
    charts = {chart.name: (chart.as_csv(), chart.line_at) for chart in seen.charts}
    numbers = (seen.members, seen.submitted, seen.waiting, seen.broken, seen.full, seen.median)
    return {"numbers": numbers, "rates": seen.rates, "clusters": seen.clusters, "charts": charts}


@pytest.mark.parametrize(("engine_name", "seed"), [("sqlite", 1), ("sqlite", 2), ("postgresql", 3)])
def test_it_is_always_the_same_as_counted_anew(database: Database, three: Three, seed: int) -> None:
    course = Course(database, three, Random(seed))
    happened = set()
    for _ in range(STEPS):
        happened |= {course.step() for _ in range(course.random.choice([1, 1, 4]))}
        kept, anew = course.shown()
        assert list(kept.people.items()) == list(anew.people.items())
        assert (kept.newest, kept.findings) == (anew.newest, anew.findings)
        assert said(kept) == said(anew)
    assert len(happened) == 8


def test_only_who_has_changed_is_read(database: Database, three: Three) -> None:
    course = Course(database, three, Random(0))
    for person in course.people:
        course.people = [person]
        course.hand_in()
    before, _ = course.shown()
    course.hand_in()
    after, _ = course.shown()
    same = [id_ for id_ in before.people if after.people[id_] is before.people[id_]]
    assert set(after.people) - set(same) == set(course.people)


def test_when_many_have_changed_all_are_read(
    database: Database, three: Three, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(standings, "MOST", 0)
    course = Course(database, three, Random(0))
    course.hand_in()
    course.shown()
    course.hand_in()
    kept, anew = course.shown()
    assert kept.people == anew.people
    assert sum(one.attempts for one in kept.people.values()) == 2


def test_the_time_zone_of_the_course_matters(database: Database, three: Three) -> None:
    course = Course(database, three, Random(0))
    course.hand_in()
    course.shown()
    with database.write() as session:
        session.get_one(Assignment, three.assignment).course.time_zone = "Pacific/Auckland"
    kept, anew = course.shown()
    assert said(kept) == said(anew)
