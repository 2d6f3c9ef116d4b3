"""Files that tutors have graded to try an assignment out. Nothing counts; after a day they are gone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import CursorResult, delete, func, or_, select, update
from sqlalchemy.orm import Session

from submissions.models import Course, new_id
from submissions.models_teaching import Trial

KEPT = timedelta(days=1)
MOST = 20
"""Trials of a course that may wait at once: they go before those who hand in."""
MOST_KEPT = 500
"""Trials of a course whose reports are kept; older ones go before their day is over."""
LARGE = 10_000
SENT_AT_ONCE = 500
_ONE = {"synchronize_session": False}


class TooManyError(Exception):
    """So many of the course wait that no more shall. Nothing was changed."""


@dataclass(frozen=True)
class Taken:
    """A trial that is to be graded. `tries` counts this one, too."""

    id: str
    tries: int
    text: str
    seed: str
    upload: bytes
    filename: str
    answers: dict[str, str] | None


def add(
    session: Session,
    course_id: str,
    person_id: str,
    *,
    text: str,
    seed: str,
    filename: str,
    upload: bytes,
    answers: dict[str, str] | None,
    now: datetime,
) -> Trial:
    """A new trial, to be sent once it is committed. Raises TooManyError."""
    session.execute(select(Course.id).where(Course.id == course_id).with_for_update())  # they take turns
    waiting = select(func.count()).where(
        Trial.course_id == course_id, Trial.created_at > now - KEPT, Trial.report.is_(None)
    )
    if (session.scalar(waiting) or 0) >= MOST:
        raise TooManyError
    newest = (
        select(Trial.id)
        .where(Trial.course_id == course_id)
        .order_by(Trial.created_at.desc(), Trial.id.desc())
        .offset(MOST_KEPT)
    )
    too_many = select(newest.limit(LARGE).subquery().c.id)
    session.execute(
        delete(Trial).where(Trial.id.in_(too_many), Trial.report.is_not(None)), execution_options=_ONE
    )
    made = Trial(
        id=new_id(),
        course_id=course_id,
        person_id=person_id,
        text=text,
        seed=seed,
        filename=filename,
        upload=upload,
        answers=answers,
        created_at=now,
        tries=0,
        sent_at=now,
    )
    session.add(made)
    session.flush()
    return made


def find(session: Session, course_id: str, trial_id: str) -> Trial | None:
    """A trial of the course."""
    return session.scalar(select(Trial).where(Trial.id == trial_id, Trial.course_id == course_id))


def take(session: Session, trial_id: str) -> Taken | None:
    """The trial to be graded; None if it has a report, or is gone."""
    if not _changed(session, trial_id, tries=Trial.tries + 1):
        return None
    row = session.execute(
        select(Trial.tries, Trial.text, Trial.seed, Trial.upload, Trial.filename, Trial.answers).where(
            Trial.id == trial_id
        )
    ).one()
    return Taken(trial_id, *row)


def finish(session: Session, trial_id: str, report: dict[str, Any]) -> bool:
    """Store its report, and forget the file; False if it has one, or is gone."""
    return _changed(session, trial_id, report=report, upload=b"", answers=None)


def waiting(session: Session, now: datetime, sent_before: datetime) -> list[str]:
    """Ids of those that must be sent (again), noted as sent now. Those that are old are swept out."""
    session.execute(delete(Trial).where(Trial.created_at < now - KEPT), execution_options=_ONE)
    overdue = or_(Trial.sent_at.is_(None), Trial.sent_at < sent_before, Trial.sent_at > now)
    ids = list(
        session.scalars(
            select(Trial.id)
            .where(Trial.report.is_(None), overdue)
            .order_by(Trial.created_at, Trial.id)
            .limit(SENT_AT_ONCE)
            .with_for_update(skip_locked=True)
        )
    )
    if ids:
        chosen = update(Trial).where(Trial.id.in_(ids)).values(sent_at=now)
        session.execute(chosen, execution_options=_ONE)
    return ids


def not_sent(session: Session, trial_id: str) -> None:
    """Let the next sweep send it (again)."""
    session.execute(update(Trial).where(Trial.id == trial_id).values(sent_at=None), execution_options=_ONE)


def _changed(session: Session, trial_id: str, **values: Any) -> bool:
    statement = update(Trial).where(Trial.id == trial_id, Trial.report.is_(None)).values(**values)
    result = session.execute(statement, execution_options=_ONE)
    return cast("CursorResult[Any]", result).rowcount == 1
