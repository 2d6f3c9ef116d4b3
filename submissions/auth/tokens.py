"""Bearer tokens (RFC 6750): a program acts as one person, in one course or in all of the person's.

A token is drawn from 256 random bits, so its plain digest cannot be searched for and needs no salt: only the
token's SHA-256 is kept. What it may be used for is its scope, see `submissions.auth.scopes`.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import CursorResult, bindparam, delete, or_, select, update
from sqlalchemy.orm import Session

from submissions import audit
from submissions.auth import scopes
from submissions.database import Database
from submissions.models import AccessToken
from submissions.store.conditions import table_of

PREFIX = "dout_"
"""By which a token is recognised, should it turn up where it does not belong."""
NOTED_EVERY = timedelta(minutes=1)
"""How exactly the last use is kept: a busy program shall not write with every request."""


def new() -> str:
    """A new token, to be shown once."""
    return PREFIX + secrets.token_hex(32)


def digest(token: str) -> str:
    """What is stored of a token."""
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()


def make(
    session: Session,
    *,
    person_id: str,
    course_id: str | None,
    label: str,
    words: Iterable[str],
    now: datetime,
    expires_at: datetime | None,
) -> str:
    """Store a new token and return it: it cannot be seen again. Without a course it is a personal one.

    Raises:
        ValueError: `words` are no scope.
    """
    token = new()
    session.add(
        AccessToken(
            digest=digest(token),
            label=label,
            course_id=course_id,
            person_id=person_id,
            scope=scopes.joined(words),
            created_at=now,
            expires_at=expires_at,
        )
    )
    return token


_row = table_of(AccessToken)
# Every request asks: of the table, since to make objects of a session takes longer than to look.
_FOUND = select(_row).where(
    _row.c.digest == bindparam("digest"),
    or_(_row.c.expires_at.is_(None), _row.c.expires_at > bindparam("now")),
)


def find(session: Session, token: str, now: datetime) -> AccessToken | None:
    """The token, which says who acts where and for what; None if it is unknown or has expired.

    It is no part of the session: to change it changes nothing.
    """
    row = session.execute(_FOUND, {"digest": digest(token), "now": now}).mappings().one_or_none()
    return AccessToken(**row) if row else None


def note_use(database: Database, token: AccessToken, now: datetime) -> None:
    """Keep that the token is used now, once a minute at most."""
    if token.last_used_at is not None and now - token.last_used_at < NOTED_EVERY:
        return
    before = now - NOTED_EVERY
    with database.write() as session:
        session.execute(
            update(AccessToken)
            .where(
                AccessToken.id == token.id,
                or_(AccessToken.last_used_at.is_(None), AccessToken.last_used_at <= before),
            )
            .values(last_used_at=now)
        )


def of_person(session: Session, person_id: str) -> list[AccessToken]:
    """The personal tokens of a person, newest first; also those that have expired."""
    wanted = select(AccessToken).where(AccessToken.person_id == person_id, AccessToken.course_id.is_(None))
    return list(session.scalars(wanted.order_by(AccessToken.created_at.desc(), AccessToken.id)))


def of_course(session: Session, course_id: str) -> list[AccessToken]:
    """The tokens of a course, newest first; also those that have expired."""
    wanted = select(AccessToken).where(AccessToken.course_id == course_id)
    return list(session.scalars(wanted.order_by(AccessToken.created_at.desc(), AccessToken.id)))


def revoke_all(session: Session, person_id: str) -> int:
    """Delete all personal tokens of the person, with a line in the audit trail; how many they were."""
    gone = delete(AccessToken).where(AccessToken.person_id == person_id, AccessToken.course_id.is_(None))
    count = cast("CursorResult[Any]", session.execute(gone)).rowcount
    if count:
        audit.record(session, person_id, "tokens.revoked", person_id, None, count=count)
    return count


def revoke(session: Session, person_id: str, token_id: str) -> bool:
    """Delete a personal token of the person; False if there is none of that id."""
    token = session.get(AccessToken, token_id)
    if token is None or token.person_id != person_id or token.course_id is not None:
        return False
    session.delete(token)
    return True
