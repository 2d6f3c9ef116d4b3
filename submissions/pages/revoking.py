"""Personal tokens that go with a password or with the sessions, where the person asks for it."""

from __future__ import annotations

from flask import request
from sqlalchemy.orm import Session

from submissions.auth import tokens
from submissions.pages.languages import many

FIELD = "tokens"


def if_wanted(record: Session, person_id: str) -> str:
    """With the field `tokens`, revoke all of the person's; what is to be said of it, if anything."""
    count = tokens.revoke_all(record, person_id) if FIELD in request.form else 0
    return many("%(num)s token is revoked.", "%(num)s tokens are revoked.", count) if count else ""
