"""By what one sees that attempts have changed, without reading them."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from sqlalchemy import Result, func, literal, select, union_all
from sqlalchemy.orm import Session

from submissions.models import Assignment, Submission
from submissions.models_teaching import Extension, Override, Regrade


def mark(session: Session, assignment_id: str) -> str:
    """A text that is another as soon as a submission of the assignment comes, moves on, or gets points.

    A new verdict of one that is graded comes after it was sent anew, or with the publishing of a regrade.
    """
    states = session.execute(
        select(Submission.state, func.count(), func.max(Submission.sent_at))
        .where(Submission.assignment_id == assignment_id)
        .group_by(Submission.state)
        .order_by(Submission.state)
    )
    published = session.execute(
        select(func.count(), func.max(Regrade.published_at)).where(Regrade.assignment_id == assignment_id)
    ).one()
    by_hand = session.execute(
        select(func.count(), func.max(Override.created_at))
        .join(Submission)
        .where(Submission.assignment_id == assignment_id)
    ).one()
    return " ".join(str(part) for row in (*states, published, by_hand) for part in row)


def marks(session: Session, assignment_id: str) -> dict[str, tuple[Any, ...]]:
    """Of everyone who has handed in, by the person's id: something that is another as soon as an attempt of
    theirs comes, moves on, or gets points by hand. One query, nearly all of it of an index alone.

    A new verdict of one that is graded comes after it was sent anew, or with the publishing of a regrade.
    """
    states = (
        select(Submission.person_id, Submission.state, func.count(), func.max(Submission.sent_at))
        .where(Submission.assignment_id == assignment_id)
        .group_by(Submission.person_id, Submission.state)
    )
    by_hand = (
        select(Submission.person_id, literal(""), func.count(), func.max(Override.created_at))
        .join(Override, Override.submission_id == Submission.id)
        .where(Submission.assignment_id == assignment_id)
        .group_by(Submission.person_id)
    )
    found: dict[str, list[Any]] = defaultdict(list)
    rows: Result[Any] = session.execute(union_all(states, by_hand))
    for person, *part in map(tuple, rows):
        found[person].append(tuple(part))
    return {person: tuple(sorted(parts)) for person, parts in found.items()}


def of_all(session: Session, assignment: Assignment) -> tuple[Any, ...]:
    """What is another as soon as points may count otherwise for everyone: the file, the rules, extensions,
    a regrade that was published."""
    extensions = select(literal("extensions"), func.count(), func.max(Extension.created_at)).where(
        Extension.assignment_id == assignment.id
    )
    published = select(literal("regrades"), func.count(), func.max(Regrade.published_at)).where(
        Regrade.assignment_id == assignment.id
    )
    rows: Result[Any] = session.execute(union_all(extensions, published))
    known = sorted(rows, key=lambda row: str(row[0]))
    own = (assignment.text, assignment.opens_at, assignment.due_at, repr(assignment.rules))
    return (*own, assignment.course.time_zone, *map(tuple, known))
