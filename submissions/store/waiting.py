"""How much waits to be graded, and since when: read from one index, without a look at any upload."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from submissions.models import State, Submission


def states(session: Session) -> dict[State, int]:
    """How many submissions are in each state. Read from an index alone."""
    rows = session.execute(select(Submission.state, func.count()).group_by(Submission.state))
    found = {State(state): count for state, count in rows}
    return {state: found.get(state, 0) for state in State}


def oldest_waiting(session: Session) -> datetime | None:
    """When the submission that has been queued for longest was handed in; None if none is queued."""
    return session.scalar(select(func.min(Submission.created_at)).where(Submission.state == State.QUEUED))


def is_full(session: Session, most: int) -> bool:
    """Whether `most` submissions are queued. It looks at no more than so many entries of an index."""
    one_more = select(Submission.id).where(Submission.state == State.QUEUED).offset(most - 1).limit(1)
    return session.scalar(one_more) is not None
