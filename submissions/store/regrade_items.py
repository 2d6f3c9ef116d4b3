"""The submissions of a regrade, as the worker grades them on trial: sent, taken, and given their reports.

Nothing that students see changes by that (`submissions.store.regrades`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import ColumnElement, CursorResult, and_, or_, select, update
from sqlalchemy.orm import Session

from submissions.models import Submission
from submissions.models_teaching import Regrade, RegradeItem
from submissions.store.regrades import BATCH, OPEN

SENT_AT_ONCE = 1000
"""Items that one sweep sends."""
_ONE = {"synchronize_session": False}


@dataclass(frozen=True)
class Taken:
    """An item that is to be graded, by the file of this `digest`. `tries` counts this one, too."""

    id: str
    submission_id: str
    tries: int
    assignment_id: str
    digest: str | None
    upload: bytes
    filename: str
    answers: dict[str, str] | None


def waiting(session: Session, now: datetime, sent_before: datetime) -> list[str]:
    """Ids of items that must be sent (again), noted as sent now."""
    overdue = or_(RegradeItem.sent_at.is_(None), RegradeItem.sent_at < sent_before, RegradeItem.sent_at > now)
    ids = list(
        session.scalars(
            select(RegradeItem.id)
            .join(Regrade)
            .where(RegradeItem.report.is_(None), OPEN, overdue)
            .order_by(Regrade.created_at, RegradeItem.id)
            .limit(SENT_AT_ONCE)
            .with_for_update(skip_locked=True, of=RegradeItem)
        )
    )
    for at in range(0, len(ids), BATCH):
        chosen = RegradeItem.id.in_(ids[at : at + BATCH])
        session.execute(update(RegradeItem).where(chosen).values(sent_at=now), execution_options=_ONE)
    return ids


def not_sent(session: Session, item_id: str) -> None:
    """Let the next sweep send it (again)."""
    session.execute(
        update(RegradeItem).where(RegradeItem.id == item_id).values(sent_at=None), execution_options=_ONE
    )


def take(session: Session, item_id: str) -> Taken | None:
    """The item to be graded; None if it has a report, or nobody waits for it any more."""
    if not _changed(session, item_id, tries=RegradeItem.tries + 1):
        return None
    row = session.execute(
        select(
            RegradeItem.submission_id,
            RegradeItem.tries,
            Regrade.assignment_id,
            Regrade.digest,
            Submission.upload,
            Submission.filename,
            Submission.answers,
        )
        .join(Submission, Submission.id == RegradeItem.submission_id)
        .join(Regrade, Regrade.id == RegradeItem.regrade_id)
        .where(RegradeItem.id == item_id)
    ).one()
    return Taken(item_id, *row)


def finish(session: Session, item_id: str, report: dict[str, Any]) -> bool:
    """Store the report of an item; False if it has one, or nobody waits for it any more."""
    return _changed(session, item_id, report=report, points=report.get("points"))


def _waits() -> ColumnElement[bool]:
    """Whether an item waits for its report: in the condition of an update, so that only one succeeds."""
    return and_(
        RegradeItem.report.is_(None),
        RegradeItem.regrade_id.in_(select(Regrade.id).where(OPEN)),
    )


def _changed(session: Session, item_id: str, **values: Any) -> bool:
    statement = update(RegradeItem).where(RegradeItem.id == item_id, _waits()).values(**values)
    result = session.execute(statement, execution_options=_ONE)
    return cast("CursorResult[Any]", result).rowcount == 1
