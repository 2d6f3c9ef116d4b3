"""New accounts, and finding them by their address."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from submissions.auth import passwords
from submissions.models import Person, new_id


class TakenError(ValueError):
    """Somebody has an account with this address already."""


def make(session: Session, name: str, email: str, password: str, now: datetime) -> Person:
    """A new person who signs in with a password. Name and address are as `written_names` leaves them.

    Raises:
        TakenError: the address is somebody's. The session's transaction is over then.
    """
    person = Person(id=new_id(), name=name, email=email, created_at=now, sessions=0, is_admin=False)
    session.add(person)
    try:
        session.flush()
    except IntegrityError:
        raise TakenError from None
    passwords.put(session, person.id, password, now)
    session.refresh(person)
    return person


def by_email(session: Session, email: str) -> Person | None:
    """The person with this address, written in lower case."""
    return session.scalar(select(Person).where(Person.email == email))
