"""What is kept for how long, and what is kept of one person: `dout retention` and `dout person`.

Of an old submission the upload and the typed-in answers are emptied. Who handed in what when, and the
verdicts, stay: they are what points rest on.
"""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, delete, func, or_, select, update
from sqlalchemy.orm import Session, joinedload, undefer

from submissions.database import Database
from submissions.models import AccessToken, Course, Membership, Person, State, Submission, Verdict
from submissions.models_lti import LtiContext, LtiMember, LtiScore
from submissions.models_sign_in import Identity, Invitation, Password

BATCH = 500
"""Submissions that are emptied in one transaction, so that uploads get their turn in between."""
ENDED = (State.GRADED, State.BROKEN)


class NoSuchPersonError(LookupError):
    """There is no person of this id."""


def _old(before: datetime) -> tuple[ColumnElement[bool], ...]:
    """Graded submissions from before that still hold something."""
    full = or_(func.length(Submission.upload) > 0, Submission.answers.is_not(None))
    return Submission.created_at < before, Submission.state.in_(ENDED), full


def count_old(database: Database, days: int, now: datetime | None = None) -> int:
    """How many submissions `empty_old` would empty."""
    before = (now or datetime.now(UTC)) - timedelta(days=days)
    with database.read() as session:
        return session.scalar(select(func.count()).select_from(Submission).where(*_old(before))) or 0


def empty_old(database: Database, days: int, now: datetime | None = None) -> int:
    """Empty what was handed in more than `days` days ago; how many it were. What waits is left alone."""
    before = (now or datetime.now(UTC)) - timedelta(days=days)
    emptied = 0
    while True:
        with database.write() as session:
            ids = session.scalars(select(Submission.id).where(*_old(before)).limit(BATCH)).all()
            # Once more with the condition: somebody may have had it graded anew since it was found.
            session.execute(
                update(Submission)
                .where(Submission.id.in_(ids), Submission.state.in_(ENDED))
                .values(upload=b"", answers=None)
            )
        emptied += len(ids)
        if not ids:
            return emptied


def export(database: Database, person_id: str) -> dict[str, Any]:
    """All that the record holds of a person, as JSON takes it; uploads are in Base64 (RFC 4648).

    Raises:
        NoSuchPersonError: there is none.
    """
    with database.read() as session:
        person = _person(session.get(Person, person_id))
        courses = session.execute(
            select(Course.slug, Course.title, Membership.role)
            .join(Course, Course.id == Membership.course_id)
            .where(Membership.person_id == person_id)
            .order_by(Course.slug)
        ).all()
        submissions = session.scalars(
            select(Submission)
            .where(Submission.person_id == person_id)
            .order_by(Submission.created_at)
            .options(undefer(Submission.upload))
        ).all()
        verdicts: dict[str, list[dict[str, Any]]] = {}
        for verdict in session.scalars(
            select(Verdict)
            .join(Submission)
            .where(Submission.person_id == person_id)
            .order_by(Verdict.created_at)
        ):
            line = {"created_at": verdict.created_at.isoformat(), "report": verdict.report}
            verdicts.setdefault(verdict.submission_id, []).append(line)
        signing_in = _signing_in(session, person_id)
        learning_systems = _learning_systems(session, person_id)
    return {
        "person": {
            "id": person.id,
            "name": person.name,
            "email": person.email,
            "created_at": person.created_at.isoformat(),
            **signing_in,
            "learning_systems": learning_systems,
        },
        "courses": [{"slug": row.slug, "title": row.title, "role": row.role} for row in courses],
        "submissions": [_submission(row, verdicts.get(row.id, [])) for row in submissions],
    }


def _signing_in(session: Session, person_id: str) -> dict[str, Any]:
    """How the person signs in, and their programs; digests say nothing of anybody."""
    identities = session.scalars(select(Identity).where(Identity.person_id == person_id))
    tokens = session.scalars(select(AccessToken).where(AccessToken.person_id == person_id))
    return {
        "has_password": session.get(Password, person_id) is not None,
        "identities": [{"issuer": row.issuer, "subject": row.subject} for row in identities],
        "tokens": [
            {
                "label": row.label,
                "scope": row.scope,
                "created_at": row.created_at.isoformat(),
                "last_used_at": row.last_used_at.isoformat() if row.last_used_at else None,
            }
            for row in tokens
        ],
    }


def _learning_systems(session: Session, person_id: str) -> list[dict[str, Any]]:
    """What learning systems call the person, in which of their courses, and what they were told of marks."""
    told: dict[str, list[dict[str, Any]]] = {}
    for score in session.scalars(
        select(LtiScore).where(LtiScore.person_id == person_id).options(joinedload(LtiScore.link))
    ):
        line = {
            "link": score.link.title,
            "points": score.sent_points,
            "sent_at": score.sent_at.isoformat() if score.sent_at else None,
        }
        told.setdefault(score.link.context_id, []).append(line)
    members = session.scalars(
        select(LtiMember)
        .where(LtiMember.person_id == person_id)
        .options(joinedload(LtiMember.context).joinedload(LtiContext.platform))
    )
    return [
        {
            "issuer": row.context.platform.issuer,
            "course": row.context.title,
            "subject": row.subject,
            "role": row.role,
            "scores": told.get(row.context_id, []),
        }
        for row in members
    ]


def _submission(row: Submission, verdicts: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "id": row.id,
        "assignment_id": row.assignment_id,
        "created_at": row.created_at.isoformat(),
        "state": row.state,
        "filename": row.filename,
        "upload": base64.b64encode(row.upload).decode("ascii"),
        "answers": row.answers,
        "verdicts": verdicts,
    }


def forget(database: Database, person_id: str) -> str:
    """Delete a person with memberships, tokens, submissions and verdicts; the name of who it was.

    Raises:
        NoSuchPersonError: there is none.
    """
    with database.write() as session:
        person = _person(session.get(Person, person_id))
        name = person.name
        if person.email is not None:
            session.execute(delete(Invitation).where(Invitation.email == person.email))
        session.execute(delete(Person).where(Person.id == person_id))
    return name


def _person(found: Person | None) -> Person:
    if found is None:
        raise NoSuchPersonError("There is no person of this id.")
    return found
