"""What `submissions.lifecycle` says of a moment, in SQL: written once for the claim and for the sweep.

Both are parts of statements that are built once; `moments` are the parameters they need.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BindParameter, Table, and_, bindparam, or_

from submissions import lifecycle
from submissions.models import Instant, State, Submission


def table_of(model: type[object]) -> Table:
    """The table behind a class: a statement on it takes a fraction of the time of one on the class."""
    table: Table = model.__table__  # type: ignore[attr-defined]
    return table


def _moment(name: str) -> BindParameter[datetime]:
    return bindparam(name, type_=Instant())


_row = table_of(Submission).c

IS_READY = and_(
    _row.state == State.QUEUED,
    or_(
        _row.not_before.is_(None),
        _row.not_before <= _moment("now"),
        _row.not_before > _moment("no_pause_is_longer"),
    ),
)
"""Queued, and its pause is over (`lifecycle.pause_is_over`)."""

IS_FORSAKEN = and_(
    _row.state == State.RUNNING,
    or_(
        _row.lease_until.is_(None),
        _row.lease_until < _moment("now"),
        _row.lease_until > _moment("no_lease_is_longer"),
    ),
)
"""Running, and its lease has run out (`lifecycle.lease_is_over`)."""


def moments(now: datetime, lease_seconds: float) -> dict[str, datetime]:
    """The parameters of both conditions."""
    return {
        "now": now,
        "no_pause_is_longer": now + lifecycle.LONGEST_PAUSE,
        "no_lease_is_longer": now + lifecycle.longest_lease(lease_seconds),
    }
