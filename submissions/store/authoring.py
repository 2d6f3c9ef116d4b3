"""Assignments of a course: making them, changing them, and what they were before; and extensions."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete as sql_delete
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, joinedload

from submissions.access import NotFoundError
from submissions.lti import outbox
from submissions.models import Assignment, Membership, Role, Submission, new_id
from submissions.models_teaching import EarlierVersion, Extension
from submissions.store.courses import TakenError


class HandedInError(ValueError):
    """Students have handed in; the message says how many."""


def make(
    session: Session, course_id: str, *, slug: str, text: str, now: datetime, **values: Any
) -> Assignment:
    """A new assignment; `values` are its dates, `rules`, and whether it is `published`. Raises TakenError."""
    made = Assignment(id=new_id(), course_id=course_id, slug=slug, text=text, created_at=now, **values)
    try:
        with session.begin_nested():
            session.add(made)
    except IntegrityError:
        raise TakenError(f"The course has an assignment {slug!r} already: choose another slug.") from None
    return made


def locked(session: Session, assignment_id: str) -> Assignment:
    """The assignment with its course; nobody else changes it until the transaction ends.

    Raises:
        NotFoundError: it was deleted at this moment.
    """
    found = session.scalar(
        select(Assignment)
        .where(Assignment.id == assignment_id)
        .options(joinedload(Assignment.course))
        .with_for_update(of=Assignment)
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFoundError("This assignment was deleted a moment ago.")
    return found


def delete(session: Session, assignment: Assignment) -> int:
    """Delete an assignment with all that hangs on it; how many submissions, all by those who teach it.

    The assignment must be `locked`: what is handed in at the same moment comes before, or finds it gone.

    Raises:
        HandedInError: somebody else handed in.
    """
    teaches = (
        select(Membership.person_id)
        .where(
            Membership.course_id == assignment.course_id,
            Membership.person_id == Submission.person_id,
            Membership.role.in_({Role.TUTOR, Role.OWNER}),
        )
        .exists()
    )
    tried, real = session.execute(
        select(func.count().filter(teaches), func.count().filter(~teaches))
        .select_from(Submission)
        .where(Submission.assignment_id == assignment.id)
    ).one()
    if real:
        raise HandedInError(
            f"Students or learning systems have handed in ({real}), which would be lost. Hide the assignment "
            "instead: `published`: false."
        )
    session.execute(sql_delete(Assignment).where(Assignment.id == assignment.id))
    session.expunge(assignment)
    return int(tried)


def change_text(session: Session, assignment: Assignment, text: str, now: datetime) -> bool:
    """Give an assignment another file; the present one is kept. False: it is the same."""
    if text == assignment.text:
        return False
    session.add(
        EarlierVersion(
            id=new_id(),
            assignment_id=assignment.id,
            digest=digest(assignment.text),
            text=assignment.text,
            replaced_at=now,
        )
    )
    assignment.text = text
    return True


def digest(text: str) -> str:
    """The SHA-256 that reports name a file by."""
    return hashlib.sha256(text.encode()).hexdigest()


def text_of(session: Session, assignment_id: str, wanted: str | None) -> str:
    """The file of this digest that an assignment has or had; the present one for None, and for none that
    is known."""
    present = session.scalars(select(Assignment.text).where(Assignment.id == assignment_id)).one()
    if wanted in {None, digest(present)}:
        return present
    versions = select(EarlierVersion.text).where(
        EarlierVersion.assignment_id == assignment_id, EarlierVersion.digest == wanted
    )
    return session.scalar(versions.limit(1)) or present


def earlier_versions(session: Session, assignment_id: str) -> Sequence[EarlierVersion]:
    """The files that an assignment had before, newest first."""
    return session.scalars(
        select(EarlierVersion)
        .where(EarlierVersion.assignment_id == assignment_id)
        .order_by(EarlierVersion.replaced_at.desc(), EarlierVersion.id)
    ).all()


def extensions(session: Session, assignment_id: str, after: str | None, limit: int) -> Sequence[Extension]:
    """Extensions with their people, in the order of the people's ids; those after the person `after`."""
    wanted = (
        select(Extension)
        .where(Extension.assignment_id == assignment_id)
        .options(joinedload(Extension.person))
        .order_by(Extension.person_id)
        .limit(limit)
    )
    if after is not None:
        wanted = wanted.where(Extension.person_id > after)
    return session.scalars(wanted).all()


def extension(session: Session, assignment_id: str, person_id: str) -> Extension | None:
    """The extension of a person; nobody else changes it until the transaction ends."""
    return session.scalar(
        select(Extension)
        .where(Extension.assignment_id == assignment_id, Extension.person_id == person_id)
        .options(joinedload(Extension.person))
        .with_for_update(of=Extension)
    )


def take_back(session: Session, given: Extension, now: datetime) -> None:
    """Take an extension from its person."""
    session.delete(given)
    outbox.of_person(session, given.assignment_id, given.person_id, now)


def extend(
    session: Session,
    assignment_id: str,
    person_id: str,
    *,
    due_at: datetime | None,
    more_attempts: int,
    reason: str,
    now: datetime,
) -> Extension:
    """Give a person an extension in the place of the one they may have."""
    session.merge(
        Extension(
            assignment_id=assignment_id,
            person_id=person_id,
            due_at=due_at,
            more_attempts=more_attempts,
            reason=reason,
            created_at=now,
        )
    )
    session.flush()
    outbox.of_person(session, assignment_id, person_id, now)
    found = extension(session, assignment_id, person_id)
    if found is None:
        raise LookupError(person_id)
    return found
