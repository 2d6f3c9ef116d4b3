"""The addresses of version 1 that only staff of a course may use: everyone's results, and the workers."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import structlog
from flask import Response, request

from submissions import access, results_table
from submissions.access import NotFoundError
from submissions.api import loading, schemas, windows
from submissions.api.blueprint import operation
from submissions.api.caller import caller
from submissions.api.operation import Who
from submissions.api.received import asked
from submissions.api.schemas_course import ResultsQuery
from submissions.api.versions import Answer
from submissions.assignments import parsed
from submissions.auth.scopes import Scope
from submissions.problems import ProblemError
from submissions.services import services
from submissions.store import courses as store
from submissions.store import verdicts

JSON, CSV = "application/json", "text/csv"
log = structlog.get_logger()


@operation(
    "GET",
    "/assignments/<assignment_id>/results",
    scope=Scope.READ,
    who=Who.STAFF,
    answers=schemas.Results,
    problems=(406,),
    query=ResultsQuery,
    about="Everyone's latest attempt and best points. `Accept: text/csv` gives the same as CSV (RFC 4180), "
    "all at once unless `limit` is given.",
)
def results(assignment_id: str) -> Answer | Response:
    """Show where everyone stands."""
    accepted = request.accept_mimetypes
    wanted = accepted.best_match([JSON, CSV]) if accepted else JSON
    if wanted is None:
        raise ProblemError(
            406, f"This is there as {JSON} and as {CSV}: name one of them in the header Accept."
        )
    with services().database.read() as session:
        found, _ = loading.assignment(session, assignment_id)
        query = asked(ResultsQuery)
        limit = query.limit or (None if wanted == CSV else windows.USUAL)
        if query.after is not None and store.member(session, found.course_id, query.after) is None:
            raise windows.no_such_line()
        rows = verdicts.standings(session, found.id, query.after, limit and limit + 1)
    shown, more = windows.cut(rows, limit or len(rows))
    headers = windows.link(shown[-1].person_id, query, assignment_id=assignment_id) if more else {}
    table = results_table.rows(shown, parsed(found.text).max_points)
    if wanted == CSV:
        kind = f"{CSV}; charset=utf-8; header=present"
        return Response(results_table.as_csv(table), headers=headers, content_type=kind)
    return {"results": [asdict(row) for row in table]}, 200, headers


@operation("GET", "/workers", scope=Scope.READ, who=Who.SOMEWHERE, answers=schemas.Workers, problems=(503,))
def workers() -> dict[str, Any]:
    """List the workers that were heard of lately, and what locks their sandboxes; for staff only."""
    token = caller()
    with services().database.read() as session:
        if not access.is_staff_somewhere(session, token.person_id, token.course_id):
            raise NotFoundError("There is nothing at this address, or you may not see it.")
    try:
        found = services().queue.workers()
    except Exception:  # whatever the broker's trouble is, it is told alike
        log.exception("the workers are not known")
        detail = (
            "The broker does not answer just now. What is handed in meanwhile is kept. Try again in a moment."
        )
        raise ProblemError(503, detail, headers={"Retry-After": "5"}) from None
    lines = [
        {"processes": worker.processes, "layers": list(worker.layers), "refused": worker.refused}
        for worker in found
    ]
    return {"workers": lines}
