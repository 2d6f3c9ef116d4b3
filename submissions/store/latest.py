"""What a tutor's pages read of many people at once: reports, numbers, and names."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from submissions.models import Membership, Person, Role, Verdict

BATCH = 500
"""Reports in one statement."""


def reports(session: Session, verdict_ids: Sequence[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The reports of these verdicts with their ids, some at a time."""
    for start in range(0, len(verdict_ids), BATCH):
        wanted = verdict_ids[start : start + BATCH]
        for row in session.execute(select(Verdict.id, Verdict.report).where(Verdict.id.in_(wanted))):
            yield row.id, row.report


def numbers(session: Session, course_id: str) -> dict[str, int]:
    """A number from 1 for each student of a course, by the person's id; it says nothing of who they are."""
    ids = session.scalars(
        select(Membership.person_id)
        .where(Membership.course_id == course_id, Membership.role == Role.STUDENT)
        .order_by(Membership.person_id)
    )
    return {person_id: at for at, person_id in enumerate(ids, start=1)}


def names(session: Session, person_ids: Collection[str]) -> dict[str, str]:
    """What these people are called, by their ids."""
    if not person_ids:
        return {}
    rows = session.execute(select(Person.id, Person.name).where(Person.id.in_(list(person_ids))))
    return {row.id: row.name for row in rows}
