"""Where a course stands in an assignment, as tutors see it on their first page."""

from __future__ import annotations

from typing import Any

from submissions.api import loading
from submissions.api.blueprint import operation
from submissions.api.operation import Who
from submissions.api.schemas_regrade import Statistics
from submissions.auth.scopes import Scope
from submissions.pages.teaching import board
from submissions.services import services


@operation(
    "GET", "/assignments/<assignment_id>/statistics", scope=Scope.READ, who=Who.STAFF, answers=Statistics
)
def statistics(assignment_id: str) -> dict[str, Any]:
    """Show counts, pass rates, and the mistakes that are made."""
    with services().database.read() as session:
        found, _ = loading.assignment(session, assignment_id)
        seen = board.board(session, found, board.mark(session, found)).overview
    return {
        "students": seen.members,
        "handed_in": seen.submitted,
        "waiting": seen.waiting,
        "broken": seen.broken,
        "full_points": seen.full,
        "checks": [
            {
                "function": rate.check.function,
                "check": rate.check.title,
                "equation": rate.check.equation,
                "passed": rate.passed,
                "judged": rate.judged,
            }
            for rate in seen.rates
        ],
        "mistakes": [
            {"mistake": one.kind, "function": one.function, "people": one.count} for one in seen.clusters
        ],
    }
