"""How far gradings are that take a while: hints for who waits, of which nothing is kept."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import delete, exists, select, update
from sqlalchemy.orm import Session

from submissions.models import Progress, State, Submission


def note(session: Session, submission_id: str, lease: str, calls: Mapping[str, tuple[int, int]]) -> None:
    """Note how many calls have been answered, and how many there are, by name, in the grading of this lease.

    Only who holds the lease is listened to, so no two note the same submission at once.
    """
    held = Submission.id == submission_id, Submission.lease == lease
    if session.scalar(select(Submission.id).where(*held).with_for_update()) is None:
        return
    told = [[name, *counts] for name, counts in calls.items()]
    changed = update(Progress).where(Progress.submission_id == submission_id)
    known = session.scalar(changed.values(lease=lease, calls=told).returning(Progress.submission_id))
    if known is None:
        session.add(Progress(submission_id=submission_id, lease=lease, calls=told))


def of(session: Session, submission: Submission) -> dict[str, tuple[int, int]]:
    """What was noted last in the grading that goes on; empty if nothing was, or none goes on."""
    if submission.state != State.RUNNING:
        return {}
    wanted = select(Progress.calls).where(
        Progress.submission_id == submission.id, Progress.lease == submission.lease
    )
    return {name: (answered, most) for name, answered, most in session.scalar(wanted) or ()}


def forget(session: Session) -> None:
    """Drop what was noted in gradings that are over."""
    goes_on = exists().where(Submission.id == Progress.submission_id, Submission.lease == Progress.lease)
    session.execute(delete(Progress).where(~goes_on))
