"""Bearer tokens (RFC 6750): a program acts as one person in one course. Only the token's SHA-256 is kept.

A token is drawn from 256 random bits, so its plain digest cannot be searched for and needs no salt.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from submissions.models import AccessToken

PREFIX = "dout_"
"""By which a token is recognised, should it turn up where it does not belong."""


def new() -> str:
    """A new token, to be shown once."""
    return PREFIX + secrets.token_hex(32)


def digest(token: str) -> str:
    """What is stored of a token."""
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()


def find(session: Session, token: str, now: datetime) -> AccessToken | None:
    """The token's row, which says who acts in which course; None if it is unknown or has expired."""
    return session.scalar(
        select(AccessToken).where(
            AccessToken.digest == digest(token),
            or_(AccessToken.expires_at.is_(None), AccessToken.expires_at > now),
        )
    )
