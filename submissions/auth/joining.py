"""Ways into a course: its join code makes students, an invitation makes what it says and works once."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, joinedload

from submissions.auth.tokens import digest
from submissions.models import Course, Membership, Person, Role
from submissions.models_sign_in import Invitation

LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""Those that are not taken for one another when read aloud or copied by hand."""
CODE_LENGTH = 8
LASTS = timedelta(days=14)
"""How long an invitation is good for, unless it says so."""
RANK = {Role.STUDENT: 0, Role.SERVICE: 1, Role.TUTOR: 2, Role.OWNER: 3}


class NoWayInError(LookupError):
    """The invitation cannot be used; the message says why."""


def new_code() -> str:
    """A join code: 39 random bits, as in `ABCD-EFGH`."""
    return written("".join(secrets.choice(LETTERS) for _ in range(CODE_LENGTH)))


def written(code: str) -> str:
    """A code as it is kept, however it was typed."""
    plain = "".join(character for character in code.upper()[:80] if character in LETTERS)
    return f"{plain[:4]}-{plain[4:]}"


def course_of(session: Session, code: str) -> Course | None:
    """The course that this code leads to."""
    plain = written(code)
    if len(plain) != CODE_LENGTH + 1:
        return None
    return session.scalar(select(Course).where(Course.join_code == plain))


def join(session: Session, course_id: str, person_id: str, role: Role) -> Role:
    """Make the person a member. Who is one stays what they are, or becomes more, never less.

    Returns what the person is then.
    """
    membership = session.get(Membership, (course_id, person_id))
    if membership is None:
        try:
            with session.begin_nested():
                session.add(Membership(course_id=course_id, person_id=person_id, role=role))
        except IntegrityError:  # the same person, at the same moment, from another window
            membership = session.get_one(Membership, (course_id, person_id))
        else:
            return role
    if RANK[role] > RANK[Role(membership.role)]:
        membership.role = role
    return Role(membership.role)


def invite(
    session: Session,
    course_id: str,
    role: Role,
    now: datetime,
    *,
    email: str | None = None,
    lasts: timedelta = LASTS,
) -> str:
    """A new invitation; what stands in its link is returned and cannot be seen again.

    With an address (in lower case) it is for that one only.
    """
    token = secrets.token_urlsafe(32)
    session.add(
        Invitation(
            digest=digest(token),
            course_id=course_id,
            role=role,
            email=email,
            created_at=now,
            expires_at=now + lasts,
        )
    )
    return token


def invitation(session: Session, token: str, now: datetime) -> Invitation:
    """The invitation with its course.

    Raises:
        NoWayInError: there is none, or it was used, or its time is over.
    """
    found = session.scalar(
        select(Invitation).where(Invitation.digest == digest(token)).options(joinedload(Invitation.course))
    )
    if found is None:
        raise NoWayInError("This invitation is not known. Look whether the whole link was copied.")
    if found.used_at is not None:
        raise NoWayInError(
            "This invitation was used already: each works once. If it was you, sign in; "
            "otherwise ask for a new one."
        )
    if found.expires_at <= now:
        raise NoWayInError("This invitation has expired. Ask for a new one where you got it.")
    return found


def accept(session: Session, token: str, person: Person, now: datetime) -> Course:
    """Use an invitation up: the person is a member then.

    Raises:
        NoWayInError: it cannot be used (any more), or it is for somebody else.
    """
    found = invitation(session, token, now)
    if found.email is not None and found.email != person.email:
        raise NoWayInError(f"This invitation is for {found.email}. Sign out, then open it again.")
    used = update(Invitation).where(Invitation.id == found.id, Invitation.used_at.is_(None))
    taken = session.execute(used.values(used_at=now).returning(Invitation.id)).scalar()
    if taken is None:
        raise NoWayInError("This invitation was used a moment ago: each works once.")
    join(session, found.course_id, person.id, Role(found.role))
    return found.course
