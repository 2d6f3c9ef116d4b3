"""Accounts elsewhere: the provider's `iss` and `sub` together say who is whom here, and nothing else does
(OpenID Connect Core 1.0, section 5.7).

An e-mail address merges nobody: it may be unverified at the provider, or here. There is one exception, which
lets in whom a course's staff put into its roster: the provider says that the address is verified, and the
person of that address cannot sign in in any way yet.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from submissions.auth import accounts, passwords, written_names
from submissions.auth.written_names import WrittenError
from submissions.models import Person, new_id
from submissions.models_sign_in import Identity

LONGEST_ISSUER, LONGEST_SUBJECT = 400, 255
NAMELESS = "Somebody without a name"


class IdentityError(ValueError):
    """The provider's answer names nobody; the message may be shown."""


def key_of(claims: dict[str, Any]) -> tuple[str, str]:
    """Issuer and subject of an ID token's claims.

    Raises:
        IdentityError: one of them is missing or too long.
    """
    issuer, subject = claims.get("iss"), claims.get("sub")
    if not (isinstance(issuer, str) and isinstance(subject, str) and issuer and subject):
        raise IdentityError("The provider did not say who you are.")
    if len(issuer) > LONGEST_ISSUER or len(subject) > LONGEST_SUBJECT or "\0" in issuer + subject:
        raise IdentityError("The provider's word for who you are cannot be kept.")
    return issuer, subject


def person_of(session: Session, issuer: str, subject: str) -> Person | None:
    """The person of an identity; None if it is new here."""
    return session.scalar(
        select(Person).join(Identity).where(Identity.issuer == issuer, Identity.subject == subject)
    )


def newcomer(session: Session, claims: dict[str, Any], now: datetime) -> Person:
    """The person for an identity that is new here: from a roster, or a new one. It is linked at once."""
    issuer, subject = key_of(claims)
    address = _verified(claims)
    person = accounts.by_email(session, address) if address else None
    if person is not None and not _can_sign_in(session, person.id):
        link(session, person.id, issuer, subject, now)
        return person
    free = address if person is None else None  # who has it keeps it
    made = Person(id=new_id(), name=_name(claims), email=free, created_at=now, sessions=0, is_admin=False)
    session.add(made)
    session.flush()
    link(session, made.id, issuer, subject, now)
    return made


def link(session: Session, person_id: str, issuer: str, subject: str, now: datetime) -> None:
    """From now on this identity is that person."""
    session.add(Identity(person_id=person_id, issuer=issuer, subject=subject, created_at=now))
    session.flush()


def of_person(session: Session, person_id: str) -> list[Identity]:
    """The identities of a person, oldest first."""
    wanted = select(Identity).where(Identity.person_id == person_id)
    return list(session.scalars(wanted.order_by(Identity.created_at, Identity.id)))


def unlink(session: Session, person_id: str, identity_id: str) -> bool:
    """Take an identity from its person; False if it is not theirs, or the only way in that they have."""
    theirs = of_person(session, person_id)
    found = next((identity for identity in theirs if identity.id == identity_id), None)
    if found is None or (len(theirs) == 1 and passwords.hash_of(session, person_id) is None):
        return False
    session.delete(found)
    return True


def _can_sign_in(session: Session, person_id: str) -> bool:
    return passwords.hash_of(session, person_id) is not None or bool(of_person(session, person_id))


def _verified(claims: dict[str, Any]) -> str | None:
    address = claims.get("email")
    if claims.get("email_verified") is not True or not isinstance(address, str):
        return None
    try:
        return written_names.email(address)
    except WrittenError:
        return None


def _name(claims: dict[str, Any]) -> str:
    given = (claims.get(key) for key in ("name", "preferred_username", "email"))
    for text in given:
        try:
            return written_names.name(str(text)[: written_names.LONGEST_NAME]) if text else NAMELESS
        except WrittenError:
            continue
    return NAMELESS
