"""Passwords of our own, kept as argon2id hashes (RFC 9106).

An attempt costs the same time for an address that nobody has: it is checked against a hash of nothing.
"""

from __future__ import annotations

import secrets
import unicodedata
from datetime import datetime
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from submissions.auth.written_names import WrittenError
from submissions.models import Person
from submissions.models_sign_in import Password
from submissions.wording import later

SHORTEST, LONGEST = 10, 256
HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
"""19 MiB each: several people sign in at once, and the web server has little memory (OWASP's parameters)."""
WORN_OUT = frozenset(
    {"1234567890", "12345678910", "password12", "password123", "passwort123", "qwertyuiop", "qwertzuiop"}
)


def check(password: str, about: tuple[str, ...] = ()) -> None:
    """Refuse what is guessed first. Only length and the plainest guesses count (NIST SP 800-63B).

    Args:
        about: what everyone knows of the person, such as the address.

    Raises:
        WrittenError: it is too short, too long, or too easy to guess.
    """
    plain = _normal(password).casefold()
    if len(plain) < SHORTEST:
        raise WrittenError(later("Take at least 10 characters; a few words in a row are good."))
    if len(plain) > LONGEST:
        raise WrittenError(f"Take at most {LONGEST} characters.")
    if len(set(plain)) < 4 or plain in WORN_OUT or plain in {word.casefold() for word in about}:
        raise WrittenError(
            later("This one is guessed too easily. Take a few words that only you would put in a row.")
        )


def put(session: Session, person_id: str, password: str, now: datetime) -> None:
    """Set or change a person's password, and end all their sessions."""
    hashed = HASHER.hash(_normal(password))
    row = session.get(Password, person_id)
    if row is None:
        session.add(Password(person_id=person_id, hash=hashed, changed_at=now))
    else:
        row.hash, row.changed_at = hashed, now
    end_sessions(session, person_id)


def end_sessions(session: Session, person_id: str) -> None:
    """Sign a person out everywhere."""
    session.execute(update(Person).where(Person.id == person_id).values(sessions=Person.sessions + 1))


def whose(session: Session, address: str, password: str) -> Person | None:
    """The person with this e-mail address (in lower case) and this password; None for any other pair."""
    found = session.execute(
        select(Person, Password.hash).join(Password).where(Person.email == address)
    ).one_or_none()
    if found is None:
        _matches(_nobodys(), password)
        return None
    person, hashed = found
    return person if _matches(hashed, password) else None


def is_dated(session: Session, person_id: str) -> bool:
    """Whether the person's hash was made with other parameters than today's."""
    hashed = hash_of(session, person_id)
    return hashed is not None and HASHER.check_needs_rehash(hashed)


def renew(session: Session, person_id: str, password: str) -> None:
    """Hash the same password with today's parameters. Sessions go on."""
    hashed = HASHER.hash(_normal(password))
    session.execute(update(Password).where(Password.person_id == person_id).values(hash=hashed))


def is_right(session: Session, person_id: str, password: str) -> bool:
    """Whether this is the person's password; False also for who has none."""
    return _matches(hash_of(session, person_id) or _nobodys(), password)


def hash_of(session: Session, person_id: str) -> str | None:
    """The person's hash; None without a password of our own."""
    return session.scalar(select(Password.hash).where(Password.person_id == person_id))


def _matches(hashed: str, password: str) -> bool:
    try:
        return HASHER.verify(hashed, _normal(password[: 4 * LONGEST]))
    except (VerificationError, InvalidHashError):
        return False


def _normal(password: str) -> str:
    """The same password typed on different keyboards is the same."""
    return unicodedata.normalize("NFKC", password.encode("utf-8", "replace").decode())


@cache
def _nobodys() -> str:
    """The hash of a password that nobody has."""
    return HASHER.hash(secrets.token_hex(32))
