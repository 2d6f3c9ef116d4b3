"""The queue as the record sees it: how much waits, since when, in which place, and what must be sent."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, and_, bindparam, func, or_, select, tuple_, update
from sqlalchemy.orm import Session

from submissions import lifecycle
from submissions.models import Instant, State, Submission
from submissions.store.conditions import IS_FORSAKEN, IS_READY, moments, table_of

COUNTED_PLACES = 1000
"""A place in the queue beyond this is not counted out: nobody waits for it to change."""
SENT_AT_ONCE = 1000
"""Ids that one sweep sends again."""

_row = table_of(Submission).c
_QUEUED = _row.state == State.QUEUED
_HANDED_IN = and_(_QUEUED, _row.priority < lifecycle.REGRADE_PRIORITY)
"""What people wait for. A regrade has its verdict already."""
# Written once: to build a statement takes longer than to run it. Each is a walk along one index.
_PLACE = select(func.count()).select_from(
    select(_row.state)  # it stands in the index: no row is looked at
    .where(
        _QUEUED,
        tuple_(_row.priority, _row.created_at)
        < tuple_(bindparam("priority"), bindparam("created_at", type_=Instant())),
    )
    .limit(COUNTED_PLACES - 1)
    .subquery()
)


def states(session: Session) -> dict[State, int]:
    """How many submissions are in each state. Read from an index alone."""
    rows = session.execute(select(_row.state, func.count()).group_by(_row.state))
    found = {State(state): count for state, count in rows}
    return {state: found.get(state, 0) for state in State}


def oldest_waiting(session: Session) -> datetime | None:
    """When the submission that has waited longest for its first verdict was handed in; None if none waits."""
    found: datetime | None = session.scalar(select(func.min(_row.created_at)).where(_HANDED_IN))
    return found


def regrades(session: Session) -> int:
    """How many submissions wait for a new verdict beside the one they have."""
    wanted = select(func.count()).where(_QUEUED, _row.priority >= lifecycle.REGRADE_PRIORITY)
    return session.scalar(wanted) or 0


def full(but_one: ColumnElement[int]) -> ColumnElement[bool]:
    """Whether more than `but_one` submissions wait for their first verdict, as part of another query."""
    return select(_row.state).where(_HANDED_IN).offset(but_one).limit(1).exists()


def place_in_queue(session: Session, submission: Submission) -> int | None:
    """1 for the next to be graded; None unless it is queued. Counted up to `COUNTED_PLACES`."""
    if submission.state != State.QUEUED:
        return None
    own = {"priority": submission.priority, "created_at": submission.created_at}
    return 1 + (session.scalar(_PLACE, own) or 0)


def not_sent(session: Session, submission_id: str) -> None:
    """Note that the broker did not take the id, so that the next sweep sends it."""
    session.execute(update(Submission).where(Submission.id == submission_id).values(sent_at=None))


def lost(
    session: Session,
    now: datetime,
    sent_before: datetime,
    lease_seconds: float,
    limit: int = SENT_AT_ONCE,
) -> dict[str, int]:
    """Ids that must be sent (again), the first to be graded first, with their priority; noted as sent now.

    Those queued whose id never reached the broker, or was sent before `sent_before`; and those running whose
    lease has run out. Each goes up one priority (`lifecycle.next_priority`).
    """
    overdue = or_(Submission.sent_at.is_(None), Submission.sent_at < sent_before, Submission.sent_at > now)
    found = {
        row.id: lifecycle.next_priority(row.priority)
        for row in session.execute(
            select(Submission.id, Submission.priority)
            .where(or_(IS_READY, IS_FORSAKEN), overdue)
            .order_by(Submission.priority, Submission.created_at, Submission.id)
            .limit(limit)
            .with_for_update(skip_locked=True),  # of two sweeps, each sends what the other does not
            moments(now, lease_seconds),
        )
    }
    for priority in set(found.values()):
        ids = [submission_id for submission_id, its in found.items() if its == priority]
        session.execute(
            update(Submission).where(Submission.id.in_(ids)).values(sent_at=now, priority=priority)
        )
    return found
