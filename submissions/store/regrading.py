"""Grading anew what has a verdict, or none because we failed. Old verdicts stay; the newest one counts.

The seed of a submission is always the same, so that a new verdict differs from the old one only if the
assignment or the grader did.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, func, or_, select, update
from sqlalchemy.orm import Session

from submissions import lifecycle
from submissions.lifecycle import Move
from submissions.models import Assignment, Person, State, Submission

BATCH = 500
"""Ids in one statement."""


@dataclass(frozen=True)
class Broken:
    """A submission that was given up by a fault of ours; `tries` since it was queued, for the last time."""

    id: str
    assignment_id: str
    person_id: str
    name: str
    filename: str
    created_at: datetime
    tries: int


def queue_again(session: Session, ids: Sequence[str]) -> int:
    """Queue submissions for a new verdict, behind all that was just handed in; how many are.

    Those graded and those broken are. What waits or is being graded already gets its verdict anyway, and what
    was emptied (`dout retention`) has nothing left to grade: both are left alone. There is nothing to send:
    the next sweep does, in the order in which they were handed in.
    """
    sources, goal = lifecycle.MOVES[Move.REGRADE]
    moved = 0
    for start in range(0, len(ids), BATCH):
        statement = (
            update(Submission)
            .where(
                Submission.id.in_(ids[start : start + BATCH]),
                Submission.state.in_(sources),
                or_(func.length(Submission.upload) > 0, Submission.answers.is_not(None)),
            )
            .values(
                state=goal,
                priority=lifecycle.REGRADE_PRIORITY,
                tries=0,
                holder=None,
                lease=None,
                lease_until=None,
                not_before=None,
                sent_at=None,
            )
        )
        result = session.execute(statement, execution_options={"synchronize_session": False})
        moved += cast("CursorResult[Any]", result).rowcount
    return moved


def queue_broken(session: Session, assignment_id: str) -> int:
    """Queue all that we failed to grade of an assignment once more; how many are."""
    wanted = select(Submission.id).where(
        Submission.assignment_id == assignment_id, Submission.state == State.BROKEN
    )
    return queue_again(session, session.scalars(wanted).all())


def broken(session: Session, course_id: str, limit: int = 200) -> list[Broken]:
    """The dead letters of a course, newest first: what its tutors may queue again."""
    rows = session.execute(
        select(
            Submission.id,
            Submission.assignment_id,
            Submission.person_id,
            Person.name,
            Submission.filename,
            Submission.created_at,
            Submission.tries,
        )
        .join(Assignment, Assignment.id == Submission.assignment_id)
        .join(Person, Person.id == Submission.person_id)
        .where(Submission.state == State.BROKEN, Assignment.course_id == course_id)
        .order_by(Submission.created_at.desc(), Submission.id)
        .limit(limit)
    )
    return [Broken(*row) for row in rows]
