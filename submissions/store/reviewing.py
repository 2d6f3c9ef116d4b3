"""A tutor's words and points on submissions: comments, and points by hand in the place of the verdict's."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ScalarSelect, func, select
from sqlalchemy.orm import Session, joinedload

from submissions.lti import outbox
from submissions.models import Submission, new_id
from submissions.models_teaching import Comment, Override
from submissions.webhooks import events

TICK = timedelta(microseconds=1)
LONGEST_COMMENT = 4000
LONGEST_REASON = 1000


@dataclass(frozen=True)
class Seen:
    """What tutors did to a submission: `points` by hand (None: those of the verdict), number of comments."""

    points: float | None = None
    comments: int = 0


def comment(
    session: Session, submission_id: str, by_id: str, line: int | None, text: str, now: datetime
) -> Comment:
    """Add a comment on a line, or without one on the whole."""
    made = Comment(
        id=new_id(), submission_id=submission_id, line=line, text=text, by_id=by_id, created_at=now
    )
    session.add(made)
    return made


def comments(session: Session, submission_id: str) -> list[Comment]:
    """All comments, in the order of their lines; those on the whole come first."""
    found = session.scalars(
        select(Comment)
        .where(Comment.submission_id == submission_id)
        .options(joinedload(Comment.by))
        .order_by(Comment.created_at, Comment.id)
    )
    return sorted(found, key=lambda one: one.line or 0)


def take_back_comment(session: Session, submission_id: str, comment_id: str) -> Comment | None:
    """Delete a comment; None if the submission has no such one."""
    found = session.get(Comment, comment_id)
    if found is None or found.submission_id != submission_id:
        return None
    session.delete(found)
    return found


def override(
    session: Session, submission_id: str, by_id: str, points: float | None, reason: str, now: datetime
) -> Override:
    """Give a submission points by hand; None takes those given before back. The newest one counts."""
    latest = session.scalar(
        select(func.max(Override.created_at)).where(Override.submission_id == submission_id)
    )
    made = Override(
        id=new_id(),
        submission_id=submission_id,
        points=points,
        reason=reason,
        by_id=by_id,
        created_at=max(now, latest + TICK) if latest else now,
    )
    session.add(made)
    events.overridden(session, submission_id, points, now)
    outbox.verdict_stored(session, submission_id, now)
    return made


def overrides(session: Session, submission_id: str) -> list[Override]:
    """Every decision on a submission's points, newest first: the first one counts."""
    found = session.scalars(
        select(Override)
        .where(Override.submission_id == submission_id)
        .options(joinedload(Override.by))
        .order_by(Override.created_at.desc(), Override.id.desc())
    )
    return list(found)


def points_by_hand() -> ScalarSelect[float | None]:
    """The points by hand that count, as a column of a query over `Submission`; NULL without any."""
    return (
        select(Override.points)
        .where(Override.submission_id == Submission.id)
        .order_by(Override.created_at.desc(), Override.id.desc())
        .limit(1)
        .correlate(Submission)
        .scalar_subquery()
    )


def seen(session: Session, submission_ids: Iterable[str]) -> dict[str, Seen]:
    """What tutors did to each of these submissions, by id. One query."""
    commented = (
        select(func.count(Comment.id))
        .where(Comment.submission_id == Submission.id)
        .correlate(Submission)
        .scalar_subquery()
    )
    rows = session.execute(
        select(Submission.id, points_by_hand(), commented).where(Submission.id.in_(list(submission_ids)))
    )
    return {id_: Seen(points, count) for id_, points, count in rows}
