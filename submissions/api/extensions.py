"""Extensions: a later deadline or more attempts for one person."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy.orm import Session

from submissions import access, audit
from submissions.access import NotFoundError
from submissions.api import loading, versions, windows
from submissions.api.blueprint import operation
from submissions.api.caller import actor
from submissions.api.operation import Who
from submissions.api.received import asked, received, refuse
from submissions.api.schemas_teaching import ExtensionIn, ExtensionOut, Extensions
from submissions.api.versions import Answer, with_etag
from submissions.api.windows import Window
from submissions.auth.scopes import Scope
from submissions.models_teaching import Extension
from submissions.rules import reading
from submissions.rules.reading import RulesError
from submissions.services import services
from submissions.store import authoring as store

PATH = "/assignments/<assignment_id>/extensions"
ONE = f"{PATH}/<person_id>"
UNKNOWN = "This person has no extension here."


@operation("GET", PATH, scope=Scope.READ, who=Who.STAFF, answers=Extensions, query=Window)
def extensions(assignment_id: str) -> Answer:
    """List the extensions of an assignment."""
    with services().database.read() as session:
        found, _ = loading.assignment(session, assignment_id)
        query = asked(Window)
        rows = store.extensions(session, found.id, query.after, query.limit + 1)
        lines, more = windows.cut(rows, query.limit)
        headers = windows.link(lines[-1].person_id, query, assignment_id=assignment_id) if more else {}
        return {"extensions": [_shown(line) for line in lines]}, 200, headers


@operation("GET", ONE, scope=Scope.READ, who=Who.STAFF, answers=ExtensionOut)
def extension(assignment_id: str, person_id: str) -> Answer:
    """Show a person's extension."""
    with services().database.read() as session:
        found, _ = loading.assignment(session, assignment_id)
        return with_etag(_shown(_extension(session, found.id, person_id)))


@operation(
    "PUT",
    ONE,
    scope=Scope.GRADE,
    who=Who.STAFF,
    answers=ExtensionOut,
    takes=ExtensionIn,
    problems=(412, 428),
    about="If-Match is needed where the person has an extension already. An extension never takes time away.",
)
def extend(assignment_id: str, person_id: str) -> Answer:
    """Give a person an extension, or change it."""
    with services().database.write() as session:
        found, _ = loading.assignment(session, assignment_id)
        if "\0" in person_id or access.role_in(session, person_id, found.course_id) is None:
            raise NotFoundError("There is no such member of this course.")
        store.locked(session, found.id)
        before = store.extension(session, found.id, person_id)
        if before is not None:
            versions.check(_shown(before))
        body = received(ExtensionIn)
        if body.due_at is None and not body.more_attempts:
            raise refuse("due_at", "Say a later `due_at`, or how many `more_attempts`.")
        try:
            reading.check_dates(None, body.due_at)
        except RulesError as error:
            raise refuse("due_at", str(error)) from None
        values = body.model_dump()
        made = store.extend(session, found.id, person_id, now=datetime.now(UTC), **values)
        due_at = body.due_at.isoformat() if body.due_at else None
        audit.record(
            session,
            actor(),
            "extension.given",
            found.id,
            found.course_id,
            person=person_id,
            **(values | {"due_at": due_at}),
        )
        return with_etag(_shown(made))


@operation(
    "DELETE",
    ONE,
    scope=Scope.GRADE,
    who=Who.STAFF,
    status=204,
    changes=True,
    about="It is as if there were none.",
)
def take_back_extension(assignment_id: str, person_id: str) -> tuple[str, int]:
    """Take a person's extension back."""
    with services().database.write() as session:
        found, _ = loading.assignment(session, assignment_id)
        before = _extension(session, found.id, person_id)
        versions.check(_shown(before))
        audit.record(session, actor(), "extension.taken_back", found.id, found.course_id, person=person_id)
        store.take_back(session, before, datetime.now(UTC))
    return "", 204


def _extension(session: Session, assignment_id: str, person_id: str) -> Extension:
    found = None if "\0" in person_id else store.extension(session, assignment_id, person_id)
    if found is None:
        raise NotFoundError(UNKNOWN)
    return found


def _shown(row: Extension) -> dict[str, Any]:
    return {
        "person": row.person_id,
        "name": row.person.name,
        "due_at": row.due_at,
        "more_attempts": row.more_attempts,
        "reason": row.reason,
        "created_at": row.created_at,
    }
