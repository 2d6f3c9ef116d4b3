"""Which students' newest uploads are alike: a hint to look, never a verdict."""

from __future__ import annotations

from typing import Any

from submissions.api import loading
from submissions.api.blueprint import operation
from submissions.api.operation import Who
from submissions.api.schemas_regrade import Similarities
from submissions.auth.scopes import Scope
from submissions.pages.teaching import similar
from submissions.services import services

MOST = 500
"""Pairs in one answer."""


@operation(
    "GET", "/assignments/<assignment_id>/similarities", scope=Scope.READ, who=Who.STAFF, answers=Similarities
)
def similarities(assignment_id: str) -> dict[str, Any]:
    """Show which students' newest uploads are alike."""
    with services().database.read() as session:
        found, _ = loading.assignment(session, assignment_id)
        seen = similar.compared(session, found)
    pairs = [
        {"submissions": [pair.one, pair.other], "share": pair.share, "shared": pair.shared}
        for pair in seen.pairs[:MOST]
    ]
    return {"compared": seen.read, "same": [list(group) for group in seen.groups], "pairs": pairs}
