"""Who calls: every request but for the OpenAPI document carries a bearer token (RFC 6750)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import cast

from flask import g, request

from submissions.api import operation
from submissions.auth import scopes, tokens
from submissions.models import AccessToken
from submissions.problems import ProblemError
from submissions.services import services

HOW = "Send the header `Authorization: Bearer <token>`; your course's tutor gives out tokens."
REALM = 'Bearer realm="dout"'


def require_token() -> None:
    """Find out who calls, before the request is looked at. Raises ProblemError 401."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if not scheme:
        raise ProblemError(401, HOW, headers={"WWW-Authenticate": REALM})
    found, now = None, datetime.now(UTC)
    if scheme.lower() == "bearer":
        with services().database.read() as session:
            found = tokens.find(session, token.strip(), now)
    if found is None:
        challenge = f'{REALM}, error="invalid_token"'
        raise ProblemError(
            401, f"This token is not known, or it has expired. {HOW}", headers={"WWW-Authenticate": challenge}
        )
    tokens.note_use(services().database, found, now)
    g.token = found


def require_scope() -> None:
    """Refuse a token that is not for what the request does. Raises ProblemError 403 (RFC 6750)."""
    needed = operation.current().scope
    if not scopes.allows(caller().scope, needed):
        raise ProblemError(
            403,
            f"This token may not be used for this: its scope is `{caller().scope}`, not `{needed}`.",
            headers={"WWW-Authenticate": f'{REALM}, error="insufficient_scope", scope="{needed}"'},
        )


def caller() -> AccessToken:
    """The token of the current request: `.person_id` acts, within `.course_id`."""
    return cast(AccessToken, g.token)


def actor() -> str:
    """The id of the person who acts."""
    return caller().person_id
