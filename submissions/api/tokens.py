"""Tokens: the caller's own, and those of a course. A token makes none that could do more than itself."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy.orm import Session

from submissions import audit
from submissions.access import NotFoundError
from submissions.api import loading, versions
from submissions.api.blueprint import operation
from submissions.api.caller import actor, caller
from submissions.api.operation import Who
from submissions.api.received import received, refuse
from submissions.api.schemas_course import Me, MeChange, NewTokenOut, TokenIn, Tokens
from submissions.api.versions import Answer, with_etag
from submissions.auth import scopes, tokens
from submissions.auth.scopes import Scope
from submissions.models import AccessToken, Membership, Person, Role, new_id
from submissions.problems import ProblemError
from submissions.services import services

MOST = 50
"""Tokens of one person, and of one course."""
UNKNOWN = "There is no such token."
PERSONAL = "A course's token stands for its course only: use a personal token, from your account page."


@operation("GET", "/me", scope=Scope.READ, who=Who.ANYONE, answers=Me)
def me() -> Answer:
    """Show whom the token stands for."""
    with services().database.read() as session:
        return with_etag(_me(session.get_one(Person, actor())))


@operation(
    "PATCH",
    "/me",
    scope=Scope.MANAGE,
    who=Who.ANYONE,
    answers=Me,
    takes=MeChange,
    changes=True,
    about="It needs a personal token.",
)
def rename() -> Answer:
    """Change one's own name."""
    if caller().course_id is not None:
        raise ProblemError(403, PERSONAL)
    with services().database.write() as session:
        person = session.get_one(Person, actor(), with_for_update=True)
        versions.check(_me(person))
        person.name = received(MeChange).name
        return with_etag(_me(person))


def _me(person: Person) -> dict[str, Any]:
    token = caller()
    return {
        "person": person.id,
        "name": person.name,
        "scope": token.scope,
        "course": token.course_id,
        "expires_at": token.expires_at,
        "is_admin": person.is_admin,
    }


@operation("GET", "/tokens", scope=Scope.READ, who=Who.ANYONE, answers=Tokens)
def own_tokens() -> dict[str, Any]:
    """List one's own personal tokens; of a course's token, none."""
    if caller().course_id is not None:
        return {"tokens": []}
    with services().database.read() as session:
        return {"tokens": [_shown(token) for token in tokens.of_person(session, actor())]}


@operation(
    "POST",
    "/tokens",
    scope=Scope.MANAGE,
    who=Who.ANYONE,
    answers=NewTokenOut,
    status=201,
    takes=TokenIn,
    secret=True,
    about="It needs a personal token, and stands for the same person.",
)
def make_own_token() -> tuple[dict[str, Any], int]:
    """Make a personal token."""
    if caller().course_id is not None:
        raise ProblemError(403, PERSONAL)
    body = received(TokenIn)
    _check(body)
    with services().database.write() as session:
        if len(tokens.of_person(session, actor())) >= MOST:
            raise ProblemError(409, f"You have {MOST} tokens: revoke one that is not used any more.")
        made = _make(session, body, actor(), None)
    return made, 201


@operation(
    "DELETE",
    "/tokens/<token_id>",
    scope=Scope.MANAGE,
    who=Who.ANYONE,
    status=204,
    problems=(404,),
    about="Nothing can be done with it any more.",
)
def revoke_own_token(token_id: str) -> tuple[str, int]:
    """Revoke a personal token of one's own."""
    with services().database.write() as session:
        known = "\0" not in token_id and caller().course_id is None
        if not known or not tokens.revoke(session, actor(), token_id):
            raise NotFoundError(UNKNOWN)
        audit.record(session, actor(), "token.revoked", token_id, None)
    return "", 204


@operation("GET", "/courses/<course_id>/tokens", scope=Scope.READ, who=Who.OWNER, answers=Tokens)
def course_tokens(course_id: str) -> dict[str, Any]:
    """List the tokens of a course, newest first."""
    with services().database.read() as session:
        found, _ = loading.course(session, course_id)
        return {"tokens": [_shown(token) for token in tokens.of_course(session, found.id)]}


@operation(
    "POST",
    "/courses/<course_id>/tokens",
    scope=Scope.MANAGE,
    who=Who.OWNER,
    answers=NewTokenOut,
    status=201,
    takes=TokenIn,
    secret=True,
    about="It stands for a learning system of its own, named by `label`, which sees all of this course "
    "and nothing else. No rule of an assignment stands in its way.",
)
def make_course_token(course_id: str) -> tuple[dict[str, Any], int]:
    """Make a token of a course, for a learning system or a script."""
    with services().database.write() as session:
        found, _ = loading.course(session, course_id)
        body = received(TokenIn)
        _check(body)
        if len(tokens.of_course(session, found.id)) >= MOST:
            raise ProblemError(409, f"The course has {MOST} tokens: revoke one that is not used any more.")
        service = Person(id=new_id(), name=body.label, created_at=datetime.now(UTC))
        session.add(service)
        session.flush()
        session.add(Membership(course_id=found.id, person_id=service.id, role=Role.SERVICE))
        made = _make(session, body, service.id, found.id)
    return made, 201


@operation("DELETE", "/courses/<course_id>/tokens/<token_id>", scope=Scope.MANAGE, who=Who.OWNER, status=204)
def revoke_course_token(course_id: str, token_id: str) -> tuple[str, int]:
    """Revoke a token of a course."""
    with services().database.write() as session:
        found, _ = loading.course(session, course_id)
        token = None if "\0" in token_id else session.get(AccessToken, token_id)
        if token is None or token.course_id != found.id:
            raise NotFoundError(UNKNOWN)
        audit.record(session, actor(), "token.revoked", token.id, found.id, label=token.label)
        session.delete(token)
    return "", 204


def _check(body: TokenIn) -> None:
    beyond = [word for word in body.scope if not scopes.allows(caller().scope, word)]
    if beyond:
        raise ProblemError(
            403, f"This token cannot make one for `{beyond[0]}`: its own scope is `{caller().scope}`."
        )
    if body.expires_at is not None and body.expires_at <= datetime.now(UTC):
        raise refuse("expires_at", "`expires_at` must lie in the future.")


def _make(session: Session, body: TokenIn, person_id: str, course_id: str | None) -> dict[str, Any]:
    expires_at = body.expires_at
    if caller().expires_at is not None and course_id is None:  # no token makes one that outlives it
        expires_at = min(filter(None, (expires_at, caller().expires_at)))
    token = tokens.make(
        session,
        person_id=person_id,
        course_id=course_id,
        label=body.label,
        words=body.scope,
        now=datetime.now(UTC),
        expires_at=expires_at,
    )
    session.flush()
    row = tokens.find(session, token, datetime.now(UTC))
    if row is None:
        raise refuse("expires_at", "`expires_at` must lie in the future.")
    audit.record(session, actor(), "token.made", row.id, course_id, label=row.label, scope=row.scope)
    return {**_shown(row), "token": token}


def _shown(token: AccessToken) -> dict[str, Any]:
    return {
        "id": token.id,
        "label": token.label,
        "course": token.course_id,
        "scope": token.scope,
        "created_at": token.created_at,
        "expires_at": token.expires_at,
        "last_used_at": token.last_used_at,
    }
