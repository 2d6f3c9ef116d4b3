"""The audit trail of a course."""

from __future__ import annotations

from submissions.api import loading, windows
from submissions.api.blueprint import operation
from submissions.api.operation import Who
from submissions.api.received import asked
from submissions.api.schemas_course import Trail, TrailQuery
from submissions.api.versions import Answer
from submissions.auth.scopes import Scope
from submissions.services import services
from submissions.store import trail


@operation(
    "GET", "/courses/<course_id>/audit", scope=Scope.READ, who=Who.STAFF, answers=Trail, query=TrailQuery
)
def audit_trail(course_id: str) -> Answer:
    """Show who did what in a course, newest first."""
    with services().database.read() as session:
        found, _ = loading.course(session, course_id)
        query = asked(TrailQuery)
        lines = trail.of_course(session, found.id, query.after)
    headers = windows.link(lines[-1].id, query, course_id=course_id) if len(lines) == trail.WINDOW else {}
    shown = [
        {
            "id": line.id,
            "at": line.at,
            "actor": line.actor_id,
            "name": line.actor,
            "action": line.action,
            "subject": line.subject_id,
            "details": line.details,
        }
        for line in lines
    ]
    return {"entries": shown}, 200, headers
