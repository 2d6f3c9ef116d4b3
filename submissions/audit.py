"""The audit trail: who did what to which thing, and when; written in the transaction of what it tells of."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy.orm import Session

from submissions.models import new_id
from submissions.models_teaching import AuditEntry


def record(
    session: Session,
    actor_id: str | None,
    action: str,
    subject_id: str | None,
    course_id: str | None,
    **details: Any,
) -> None:
    """Add a line to the trail.

    Args:
        actor_id: the person who did it; None for the service itself.
        action: what was done, as `thing.verb`, such as `override.given`.
        subject_id: what it was done to: a submission, an assignment, a person.
        details: what else is worth knowing, as JSON.
    """
    session.add(
        AuditEntry(
            id=new_id(),
            at=datetime.now(UTC),
            actor_id=actor_id,
            action=action,
            subject_id=subject_id,
            course_id=course_id,
            details=details,
        )
    )
