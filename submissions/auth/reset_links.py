"""Links to set a new password, handed on by a tutor or an administrator: `{url}/reset/{token}`.

No mail is sent. A link is signed, bound to the password (or to its absence) at the time it was made, and good
for a day: when the password changes, by the link or otherwise, every link of before is void.
"""

from __future__ import annotations

import hashlib
from datetime import datetime

from itsdangerous import BadSignature, URLSafeTimedSerializer
from sqlalchemy import select
from sqlalchemy.orm import Session

from submissions import access, secret_key
from submissions.auth import passwords
from submissions.models import Membership, Person, Role
from submissions.settings import Settings

SECONDS = 24 * 60 * 60


class StaleLinkError(LookupError):
    """The link cannot be used (any more); the message may be shown."""


def may_make(session: Session, actor_id: str, person_id: str) -> bool:
    """Whether this person may make a link for that one.

    Administrators may for everybody. Tutors may for those who are students of their courses and nothing else
    anywhere: the link is a way into the whole account, and whoever is put into a course is not asked.
    """
    actor, person = session.get(Person, actor_id), session.get(Person, person_id)
    if actor is None or person is None:
        return False
    if actor.is_admin:
        return True
    if person.is_admin or access.is_staff_somewhere(session, person_id):
        return False
    theirs = select(Membership.course_id).where(
        Membership.person_id == actor_id, Membership.role.in_({Role.TUTOR, Role.OWNER})
    )
    courses = set(session.scalars(select(Membership.course_id).where(Membership.person_id == person_id)))
    return bool(courses) and courses <= set(session.scalars(theirs))


def path(session: Session, settings: Settings, person_id: str, maker_id: str | None = None) -> str:
    """The path of a new link. It is void as soon as its maker may not make it any more; the service itself,
    which has no id, always may."""
    return f"/reset/{_signer(settings).dumps([person_id, _mark(session, person_id), maker_id])}"


def person_of(session: Session, settings: Settings, token: str) -> Person:
    """Whose link it is.

    Raises:
        StaleLinkError: we did not make it, or its day is over, or the password has changed since, or whoever
            made it may not do so any more.
    """
    try:
        person_id, mark, maker_id = _signer(settings).loads(token, max_age=SECONDS)
    except (BadSignature, ValueError, TypeError):
        raise StaleLinkError("This link is not valid. It may be incomplete, or older than a day.") from None
    person = session.get(Person, str(person_id))
    if person is not None and maker_id is not None and not may_make(session, str(maker_id), person.id):
        raise StaleLinkError("This link is not valid any more: who made it may not make it now.")
    if person is None or mark != _mark(session, person.id):
        raise StaleLinkError("This link was used already, or the password was changed in another way.")
    return person


def use(session: Session, settings: Settings, token: str, password: str, now: datetime) -> Person:
    """Set the password by a link; all sessions of the person end.

    Raises:
        StaleLinkError: as above.
    """
    person = person_of(session, settings, token)
    session.execute(select(Person.id).where(Person.id == person.id).with_for_update())
    person = person_of(session, settings, token)  # another request may have been first
    passwords.put(session, person.id, password, now)
    session.flush()
    session.refresh(person)
    return person


def _mark(session: Session, person_id: str) -> str:
    """Says which password there is, and nothing of it."""
    return hashlib.sha256((passwords.hash_of(session, person_id) or "").encode()).hexdigest()[:24]


def _signer(settings: Settings) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(secret_key.derive(settings, "reset links"), salt="reset")
