"""By what one sees that somebody's attempts have changed, without reading them."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from submissions.models import Assignment, Submission
from submissions.models_teaching import Extension, Override, Regrade


def marks(session: Session, assignment_id: str) -> dict[str, tuple[Any, ...]]:
    """Of everyone who has handed in, by the person's id: something that is another as soon as an attempt of
    theirs comes, moves on, or gets points by hand. Two queries, the larger one of an index alone.

    A new verdict of one that is graded comes after it was sent anew, or with the publishing of a regrade.
    """
    found: dict[str, list[Any]] = defaultdict(list)
    states = (
        select(Submission.person_id, Submission.state, func.count(), func.max(Submission.sent_at))
        .where(Submission.assignment_id == assignment_id)
        .group_by(Submission.person_id, Submission.state)
    )
    by_hand = (
        select(Submission.person_id, func.count(), func.max(Override.created_at))
        .join(Override, Override.submission_id == Submission.id)
        .where(Submission.assignment_id == assignment_id)
        .group_by(Submission.person_id)
    )
    for person, state, count, sent_at in session.execute(states):
        found[person].append((state, count, sent_at))
    for person, count, given_at in session.execute(by_hand):
        found[person].append(("", count, given_at))
    return {person: tuple(sorted(parts)) for person, parts in found.items()}


def of_all(session: Session, assignment: Assignment) -> tuple[Any, ...]:
    """What is another as soon as points may count otherwise for everyone: the file, the rules, extensions,
    a regrade that was published."""
    extensions = session.execute(
        select(func.count(), func.max(Extension.created_at)).where(Extension.assignment_id == assignment.id)
    ).one()
    published = session.execute(
        select(func.count(), func.max(Regrade.published_at)).where(Regrade.assignment_id == assignment.id)
    ).one()
    own = (assignment.text, assignment.opens_at, assignment.due_at, repr(assignment.rules))
    return (*own, assignment.course.time_zone, *extensions, *published)
