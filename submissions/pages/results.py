"""GET /assignments/<key>/results: a tutor's first page for an assignment, live, and the same as CSV."""

from __future__ import annotations

import hashlib
from typing import Any

import structlog
from flask import Response, make_response, render_template, request
from sqlalchemy.orm import Session

from submissions import access, results_table
from submissions.assignments import parsed
from submissions.models import Assignment, Role
from submissions.pages.loading import signed_in
from submissions.pages.view_results import overview
from submissions.services import services
from submissions.store import verdicts
from submissions.workers import Worker

BYTE_ORDER_MARK = "\ufeff"
"""By which a spreadsheet knows that a CSV file is UTF-8."""
log = structlog.get_logger()


def show(key: str) -> str:
    """The page; for staff of the course only, for all others it is not there."""
    with services().database.read() as session:
        assignment = access.taught_assignment_for(session, signed_in().person_id, key)
        workers = _workers()
        mark = _mark(session, assignment, workers)
        return render_template("pages/results.html", mark=mark, **_content(session, assignment, workers))


def live(key: str) -> Response:
    """GET /assignments/<key>/results/live?mark=…: what changes, or 204 if it is shown already."""
    with services().database.read() as session:
        assignment = access.taught_assignment_for(session, signed_in().person_id, key)
        workers = _workers()
        mark = _mark(session, assignment, workers)
        if mark == request.args.get("mark"):
            return Response(status=204)
        response = make_response(
            render_template("pages/results_live.html", **_content(session, assignment, workers))
        )
    response.headers["Dout-Mark"] = mark
    return response


def table(key: str) -> Response:
    """GET /assignments/<key>/results.csv: everyone's points as a download."""
    with services().database.read() as session:
        assignment = access.taught_assignment_for(session, signed_in().person_id, key)
        standings = verdicts.standings(session, assignment.id)
    text = results_table.as_csv(results_table.rows(standings, parsed(assignment.text).max_points))
    response = make_response(BYTE_ORDER_MARK + text)
    response.content_type = "text/csv; charset=utf-8; header=present"
    response.headers["Content-Disposition"] = f'attachment; filename="{assignment.slug}-results.csv"'
    return response


def _content(session: Session, assignment: Assignment, workers: list[Worker] | None) -> dict[str, Any]:
    standings = verdicts.standings(session, assignment.id)
    reports = verdicts.latest_reports(session, [s.latest.id for s in standings if s.latest is not None])
    students = [standing for standing in standings if standing.role is Role.STUDENT]
    task = parsed(assignment.text)
    return {
        "assignment": assignment,
        "task": task,
        "standings": standings,
        "overview": overview(students, reports, task.max_points),
        "workers": workers,
    }


def _workers() -> list[Worker] | None:
    """The workers that were heard of lately; None while the broker does not answer."""
    try:
        return services().queue.workers()
    except Exception as error:  # whatever the broker's trouble is, the results can be shown
        log.warning("the workers are not known", error=str(error))
        return None


def _mark(session: Session, assignment: Assignment, workers: list[Worker] | None) -> str:
    """Another one as soon as the page would look otherwise."""
    parts = (verdicts.mark(session, assignment.id), assignment.text, assignment.due_at, workers)
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]
