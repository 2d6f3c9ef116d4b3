"""What `submissions.lifecycle` says of a moment, in SQL: written once for the claim and for the sweep."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, or_

from submissions import lifecycle
from submissions.models import State, Submission


def is_ready(now: datetime) -> ColumnElement[bool]:
    """Queued, and its pause is over (`lifecycle.pause_is_over`)."""
    pause = Submission.not_before
    over = or_(pause.is_(None), pause <= now, pause > now + lifecycle.LONGEST_PAUSE)
    return and_(Submission.state == State.QUEUED, over)


def is_forsaken(now: datetime, lease_seconds: float) -> ColumnElement[bool]:
    """Running, and its lease has run out (`lifecycle.lease_is_over`)."""
    lease = Submission.lease_until
    over = or_(lease.is_(None), lease < now, lease > now + timedelta(seconds=2 * lease_seconds))
    return and_(Submission.state == State.RUNNING, over)
