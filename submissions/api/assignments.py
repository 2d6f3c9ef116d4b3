"""Assignments: what there is, and what is graded in it."""

from __future__ import annotations

from typing import Any

from submissions import access
from submissions.api import loading, schemas, show_assignment
from submissions.api.blueprint import operation
from submissions.api.caller import caller
from submissions.api.operation import Who
from submissions.api.versions import Answer, with_etag
from submissions.auth.scopes import Scope
from submissions.services import services


@operation("GET", "/assignments", scope=Scope.READ, who=Who.ANYONE, answers=schemas.Assignments)
def assignments() -> dict[str, Any]:
    """List the assignments that the token's holder may see."""
    token = caller()
    with services().database.read() as session:
        found = access.assignments_for(session, token.person_id, token.course_id)
        return {"assignments": [show_assignment.line(assignment) for assignment in found]}


@operation(
    "GET",
    "/assignments/<assignment_id>",
    scope=Scope.READ,
    who=Who.MEMBER,
    answers=schemas.AssignmentOut,
)
def assignment(assignment_id: str) -> Answer:
    """Show an assignment and what is graded in it."""
    with services().database.read() as session:
        found, _ = loading.assignment(session, assignment_id)
        return with_etag(show_assignment.whole(found))
