"""What counts, by the rules of the assignment, and why: for the student, and for everyone."""

from __future__ import annotations

from typing import Any

from submissions import access
from submissions.access import NotFoundError
from submissions.api import loading, windows
from submissions.api.blueprint import operation
from submissions.api.caller import caller
from submissions.api.operation import Who
from submissions.api.received import asked
from submissions.api.schemas_teaching import CountedList, CountedOut
from submissions.api.versions import Answer
from submissions.api.windows import Window
from submissions.assignments import parsed
from submissions.auth.scopes import Scope
from submissions.feedback_policy import policy
from submissions.services import services
from submissions.store import counting, deciding
from submissions.store.deciding import Total


@operation(
    "GET",
    "/assignments/<assignment_id>/counted/<person_id>",
    scope=Scope.READ,
    who=Who.MEMBER,
    answers=CountedOut,
    about="A student's token shows the student's own; `me` stands for the token's holder.",
)
def counted_of(assignment_id: str, person_id: str) -> dict[str, Any]:
    """Show what counts of one person's attempts, and why."""
    viewer = caller().person_id
    person_id = viewer if person_id == "me" else person_id
    with services().database.read() as session:
        found, role = loading.assignment(session, assignment_id)
        may = person_id == viewer or role in access.STAFF
        if "\0" in person_id or not may or access.role_in(session, person_id, found.course_id) is None:
            raise NotFoundError(loading.NOTHING)
        standing = counting.for_person(session, found, person_id, viewer)
        most = policy(session, viewer, found).max_points(parsed(found.text))
    return _shown(person_id, Total(standing.counted, len(standing.attempts)), most)


@operation(
    "GET",
    "/assignments/<assignment_id>/counted",
    scope=Scope.READ,
    who=Who.STAFF,
    answers=CountedList,
    query=Window,
    about="Whoever is missing in it has handed in nothing, and has no extension.",
)
def counted(assignment_id: str) -> Answer:
    """Show what counts for everyone, and why."""
    with services().database.read() as session:
        found, _ = loading.assignment(session, assignment_id)
        query = asked(Window)
        people = counting.people(session, found.id, query.after or "", query.limit + 1)
        shown, more = windows.cut(people, query.limit)
        totals = deciding.totals(session, found, shown)
        most = parsed(found.text).max_points
    headers = windows.link(shown[-1], query, assignment_id=assignment_id) if more else {}
    lines = [_shown(person_id, total, most) for person_id, total in totals.items()]
    return {"counted": lines}, 200, headers


def _shown(person_id: str, total: Total, max_points: float) -> dict[str, Any]:
    counted = total.counted
    return {
        "person": person_id,
        "points": counted.points,
        "max_points": max_points,
        "submission": counted.attempt_id,
        "attempt": counted.attempt,
        "earned": counted.earned,
        "deduction": counted.deduction,
        "days_late": counted.days_late,
        "overridden": counted.overridden,
        "sentence": counted.sentence,
        "attempts": total.attempts,
    }
