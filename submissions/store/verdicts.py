"""Reading results: of one submission, of one person, of a whole course. Each is one query, or a few."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    ScalarSelect,
    Subquery,
    UnaryExpression,
    and_,
    func,
    or_,
    select,
    tuple_,
)
from sqlalchemy.orm import Session, aliased

from submissions.models import Assignment, Membership, Person, Role, State, Submission, Verdict
from submissions.models_teaching import Override
from submissions.store.reviewing import points_by_hand

WINDOW = 100
"""Attempts in one window of a long list."""
_STATES = {state.value: state for state in State}
"""A look-up takes a tenth of a call: it is done for thousands of attempts."""


@dataclass(frozen=True)
class Attempt:
    """One line of a history. `number` counts a person's attempts at the assignment from 1. `points` are those
    that a tutor gave by hand, or else those of the newest verdict; None if there is none or it is broken."""

    id: str
    number: int
    person_id: str
    filename: str
    created_at: datetime
    state: State
    points: float | None
    by_hand: bool = False
    verdict_id: str | None = None


@dataclass(frozen=True)
class Standing:
    """Where one member of a course stands in an assignment; `latest` is None if nothing was handed in."""

    person_id: str
    name: str
    role: Role
    attempts: int
    best_points: float | None
    latest: Attempt | None


def latest_verdict(session: Session, submission_id: str) -> Verdict | None:
    """The verdict that counts; None until there is one."""
    return session.scalar(
        select(Verdict)
        .where(Verdict.submission_id == submission_id)
        .order_by(Verdict.created_at.desc(), Verdict.id.desc())
        .limit(1)
    )


def newest_points() -> ScalarSelect[float | None]:
    """The points of the verdict that counts, as a column of a query over `Submission`; NULL without any."""
    return (
        select(Verdict.points)
        .where(Verdict.submission_id == Submission.id)
        .order_by(Verdict.created_at.desc(), Verdict.id.desc())
        .limit(1)
        .correlate(Submission)
        .scalar_subquery()
    )


def latest_reports(session: Session, submission_ids: Iterable[str]) -> dict[str, dict[str, Any]]:
    """The report that counts of each submission, by its id; those without a verdict are left out."""
    newest = (
        select(Verdict.submission_id, func.max(Verdict.created_at).label("created_at"))
        .where(Verdict.submission_id.in_(list(submission_ids)))
        .group_by(Verdict.submission_id)
        .subquery()
    )
    rows = session.execute(
        select(Verdict.submission_id, Verdict.report).join(
            newest,
            and_(Verdict.submission_id == newest.c.submission_id, Verdict.created_at == newest.c.created_at),
        )
    )
    return {row.submission_id: row.report for row in rows}


def history(session: Session, assignment_id: str, person_id: str) -> list[Attempt]:
    """A person's attempts at an assignment, newest first."""
    attempts = _attempts(assignment_id, [person_id])
    rows = session.execute(select(attempts).order_by(*_newest_first(attempts)))
    return [_attempt(row) for row in rows]


def window(
    session: Session,
    assignment_id: str,
    person_id: str | None,
    before: str | None,
    limit: int = WINDOW,
    *,
    state: State | None = None,
    since: datetime | None = None,
) -> list[Attempt]:
    """Attempts of one person, or of all (None), newest first: at most `limit`, older than `before`.

    `state` leaves those in another one out, and `since` those that were handed in earlier.
    """
    newest: list[UnaryExpression[Any]] = [Submission.created_at.desc(), Submission.id.desc()]
    ids = select(Submission.id).where(Submission.assignment_id == assignment_id)
    if person_id is not None:
        ids = ids.where(Submission.person_id == person_id)
    if state is not None:
        ids = ids.where(Submission.state == state)
    if since is not None:
        ids = ids.where(Submission.created_at >= since)
    if before is not None:
        mark = select(Submission.created_at, Submission.id).where(
            Submission.id == before, Submission.assignment_id == assignment_id
        )
        ids = ids.where(tuple_(Submission.created_at, Submission.id) < mark.scalar_subquery())
    chosen = ids.order_by(*newest).limit(limit).subquery()
    wanted = select(*_columns(), _number().label("number")).join(chosen, chosen.c.id == Submission.id)
    return [_attempt(row) for row in session.execute(wanted.order_by(*newest))]


def everyones(session: Session, assignment_id: str, people: Collection[str] | None = None) -> list[Attempt]:
    """All attempts at an assignment, newest first, without the names of their files. Three queries.

    With `people` it is only those of these, a few hundred at most.
    """
    theirs = Submission.assignment_id == assignment_id
    if people is not None:
        theirs = and_(theirs, Submission.person_id.in_(people))
    rows = session.execute(
        select(Submission.id, Submission.person_id, Submission.created_at, Submission.state)
        .where(theirs)
        .order_by(Submission.person_id, Submission.created_at, Submission.id)
    ).all()  # before the verdicts: what is seen as graded then has one
    by_hand = _by_hand(session, assignment_id)
    verdict = {
        row.submission_id: row
        for row in session.execute(
            select(Verdict.submission_id, Verdict.id, Verdict.points)
            .join(Submission)
            .where(theirs)
            .order_by(Verdict.created_at, Verdict.id)
        )
    }
    numbers: Counter[str] = Counter()
    found = []
    for id_, person_id, created_at, state in rows:
        numbers[person_id] += 1
        newest, given = verdict.get(id_), by_hand.get(id_)
        points = given if given is not None or newest is None else newest.points
        number, verdict_id = numbers[person_id], newest.id if newest else None
        found.append(
            Attempt(
                id_, number, person_id, "", created_at, _STATES[state], points, given is not None, verdict_id
            )
        )
    found.sort(key=lambda attempt: (attempt.created_at, attempt.id), reverse=True)
    return found


def standings(
    session: Session, assignment_id: str, after: str | None = None, limit: int | None = None
) -> list[Standing]:
    """Where everyone stands, by name: every student, and whoever else has handed in. Two queries.

    With `limit` it is so many, those after the person `after`.
    """
    handed_in = select(Submission.id).where(
        Submission.assignment_id == assignment_id, Submission.person_id == Person.id
    )
    wanted = (
        select(Person.id, Person.name, Membership.role)
        .select_from(Assignment)
        .join(Membership, Membership.course_id == Assignment.course_id)
        .join(Person)
        .where(Assignment.id == assignment_id, or_(Membership.role == Role.STUDENT, handed_in.exists()))
        .order_by(Person.name, Person.id)
        .limit(limit)
    )
    if after is not None:
        mark = select(Person.name, Person.id).where(Person.id == after).scalar_subquery()
        wanted = wanted.where(tuple_(Person.name, Person.id) > mark)
    members = session.execute(wanted).all()
    latest = _attempts(assignment_id, None if limit is None else [id_ for id_, _, _ in members])
    newest = {row.person_id: row for row in session.execute(select(latest).where(latest.c.age == 1))}
    return [_standing(id_, name, role, newest.get(id_)) for id_, name, role in members]


def _standing(id_: str, name: str, role: str, newest: Any) -> Standing:
    if newest is None:
        return Standing(id_, name, Role(role), 0, None, None)
    return Standing(id_, name, Role(role), newest.number, newest.best, _attempt(newest))


def states(session: Session, assignment_id: str) -> dict[State, int]:
    """How many submissions of an assignment are in each state; those without any are left out."""
    wanted = select(Submission.state, func.count()).where(Submission.assignment_id == assignment_id)
    return {State(state): count for state, count in session.execute(wanted.group_by(Submission.state))}


def _by_hand(session: Session, assignment_id: str) -> dict[str, float | None]:
    """What tutors gave, by the submission's id; None where the newest decision takes it back."""
    rows = session.execute(
        select(Override.submission_id, Override.points)
        .join(Submission)
        .where(Submission.assignment_id == assignment_id)
        .order_by(Override.created_at, Override.id)
    )
    return {row.submission_id: row.points for row in rows}


def _number() -> ScalarSelect[int]:
    """The number of a submission, counted for it alone."""
    own = aliased(Submission)
    return (
        select(func.count())
        .where(
            own.assignment_id == Submission.assignment_id,
            own.person_id == Submission.person_id,
            own.created_at <= Submission.created_at,
        )
        .correlate(Submission)
        .scalar_subquery()
    )


def _columns() -> list[ColumnElement[Any]]:
    """What an attempt is made from, but for its number."""
    own = (
        Submission.id,
        Submission.person_id,
        Submission.filename,
        Submission.created_at,
        Submission.state,
    )
    return [
        *(column.expression for column in own),
        func.coalesce(points_by_hand(), newest_points()).label("points"),
        points_by_hand().is_not(None).label("by_hand"),
    ]


def _attempts(assignment_id: str, people: Collection[str] | None) -> Subquery:
    """Attempts with their `number` from the first, `age` from the latest, and the `best` points of all."""
    columns = select(*_columns()).where(Submission.assignment_id == assignment_id)
    if people is not None:
        columns = columns.where(Submission.person_id.in_(people))
    one = columns.cte("one").prefix_with("MATERIALIZED")  # else points are looked up for each use of them
    whose = [one.c.person_id]
    return select(
        *one.c,
        func.row_number().over(partition_by=whose, order_by=[one.c.created_at, one.c.id]).label("number"),
        func.row_number().over(partition_by=whose, order_by=_newest_first(one)).label("age"),
        func.max(one.c.points).over(partition_by=whose).label("best"),
    ).subquery()


def _newest_first(attempts: Subquery | CTE) -> list[UnaryExpression[Any]]:
    return [attempts.c.created_at.desc(), attempts.c.id.desc()]


def _attempt(row: Any) -> Attempt:
    return Attempt(
        row.id,
        row.number,
        row.person_id,
        row.filename,
        row.created_at,
        State(row.state),
        row.points,
        bool(row.by_hand),
    )
