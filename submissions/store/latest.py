"""Every student's newest attempt at an assignment, and the reports on them, in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from submissions.models import Assignment, Membership, Person, Role, State, Submission, Verdict
from submissions.store.reviewing import points_by_hand

BATCH = 500
"""Reports in one statement."""


@dataclass(frozen=True)
class Newest:
    """A student's newest attempt. `points` are those by hand, or else the verdict's."""

    submission_id: str
    person_id: str
    created_at: datetime
    state: State
    verdict_id: str | None
    points: float | None


def of_students(session: Session, assignment_id: str) -> list[Newest]:
    """The newest attempt of every student who has one, in the order of the people's ids."""
    newest = (
        select(Submission.person_id, func.max(Submission.created_at).label("created_at"))
        .where(Submission.assignment_id == assignment_id)
        .group_by(Submission.person_id)
        .subquery()
    )
    verdict = (
        select(Verdict.id)
        .where(Verdict.submission_id == Submission.id)
        .order_by(Verdict.created_at.desc(), Verdict.id.desc())
        .limit(1)
        .correlate(Submission)
        .scalar_subquery()
    )
    rows = session.execute(
        select(
            Submission.id,
            Submission.person_id,
            Submission.created_at,
            Submission.state,
            Verdict.id.label("verdict_id"),
            func.coalesce(points_by_hand(), Verdict.points).label("points"),
        )
        .select_from(newest)
        .join(
            Submission,
            and_(
                Submission.assignment_id == assignment_id,
                Submission.person_id == newest.c.person_id,
                Submission.created_at == newest.c.created_at,
            ),
        )
        .join(Assignment, Assignment.id == assignment_id)
        .join(
            Membership,
            and_(
                Membership.course_id == Assignment.course_id,
                Membership.person_id == newest.c.person_id,
                Membership.role == Role.STUDENT,
            ),
        )
        .outerjoin(Verdict, Verdict.id == verdict)
        .order_by(Submission.person_id)
    )
    return [
        Newest(row.id, row.person_id, row.created_at, State(row.state), row.verdict_id, row.points)
        for row in rows
    ]


def reports(session: Session, verdict_ids: Sequence[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The reports of these verdicts with their ids, some at a time."""
    for start in range(0, len(verdict_ids), BATCH):
        wanted = verdict_ids[start : start + BATCH]
        for row in session.execute(select(Verdict.id, Verdict.report).where(Verdict.id.in_(wanted))):
            yield row.id, row.report


def numbers(session: Session, course_id: str) -> dict[str, int]:
    """A number from 1 for each student of a course, by the person's id; it says nothing of who they are."""
    ids = session.scalars(
        select(Membership.person_id)
        .where(Membership.course_id == course_id, Membership.role == Role.STUDENT)
        .order_by(Membership.person_id)
    )
    return {person_id: at for at, person_id in enumerate(ids, start=1)}


def names(session: Session, person_ids: Collection[str]) -> dict[str, str]:
    """What these people are called, by their ids."""
    if not person_ids:
        return {}
    rows = session.execute(select(Person.id, Person.name).where(Person.id.in_(list(person_ids))))
    return {row.id: row.name for row in rows}
