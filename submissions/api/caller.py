"""Who calls: every request but for the OpenAPI document carries a bearer token (RFC 6750)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import cast

from flask import g, request

from submissions.auth import tokens
from submissions.models import AccessToken
from submissions.problems import ProblemError
from submissions.services import services

HOW = "Send the header `Authorization: Bearer <token>`; your course's tutor gives out tokens."


def require_token() -> None:
    """Find out who calls, before the request is looked at. Raises ProblemError 401."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if not scheme:
        raise ProblemError(401, HOW, headers={"WWW-Authenticate": 'Bearer realm="dout"'})
    found = None
    if scheme.lower() == "bearer":
        with services().database.read() as session:
            found = tokens.find(session, token.strip(), datetime.now(UTC))
    if found is None:
        challenge = 'Bearer realm="dout", error="invalid_token"'
        raise ProblemError(
            401, f"This token is not known, or it has expired. {HOW}", headers={"WWW-Authenticate": challenge}
        )
    g.token = found


def caller() -> AccessToken:
    """The token of the current request: `.person_id` acts, within `.course_id`."""
    return cast(AccessToken, g.token)
