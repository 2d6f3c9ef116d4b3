"""Reading the audit trail, newest first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select, tuple_
from sqlalchemy.orm import Session

from submissions.models import Person
from submissions.models_teaching import AuditEntry

WINDOW = 100
"""Lines of one page."""


@dataclass(frozen=True)
class Entry:
    """One line; `actor` is None for the service itself, and empty for a person who was deleted."""

    id: str
    at: datetime
    actor_id: str | None
    actor: str | None
    action: str
    subject_id: str | None
    details: dict[str, Any]


def of_subject(session: Session, subject_id: str) -> list[Entry]:
    """What was done to one thing."""
    return _entries(session, _newest_first().where(AuditEntry.subject_id == subject_id).limit(WINDOW))


def of_course(session: Session, course_id: str, before: str | None = None) -> list[Entry]:
    """What was done in a course: at most `WINDOW` lines, those older than the line `before`."""
    wanted = _newest_first().where(AuditEntry.course_id == course_id).limit(WINDOW)
    if before is not None:
        mark = select(AuditEntry.at, AuditEntry.id).where(
            AuditEntry.id == before, AuditEntry.course_id == course_id
        )
        wanted = wanted.where(tuple_(AuditEntry.at, AuditEntry.id) < mark.scalar_subquery())
    return _entries(session, wanted)


def _newest_first() -> Select[AuditEntry, str]:
    return (
        select(AuditEntry, Person.name)
        .outerjoin(Person, Person.id == AuditEntry.actor_id)
        .order_by(AuditEntry.at.desc(), AuditEntry.id.desc())
    )


def _entries(session: Session, wanted: Select[AuditEntry, str]) -> list[Entry]:
    return [
        Entry(
            line.id,
            line.at,
            line.actor_id,
            name if line.actor_id is None else name or "",
            line.action,
            line.subject_id,
            line.details,
        )
        for line, name in session.execute(wanted)
    ]
