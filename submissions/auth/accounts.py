"""New accounts, and finding them by their address."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from submissions import access
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


def is_unproven(session: Session, person: Person) -> bool:
    """Whether the person may have written down an address that is not theirs.

    No mail is sent, so whoever makes an account by a join code is believed. An address alone is therefore not
    enough to become staff, unless somebody made the person staff before; one from a roster or from a provider
    of sign-ins, where no password was ever set here, is.
    """
    if person.is_admin or passwords.hash_of(session, person.id) is None:
        return False
    return not access.is_staff_somewhere(session, person.id)
