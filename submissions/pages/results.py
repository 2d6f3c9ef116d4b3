"""GET /assignments/<key>/results: a tutor's first page for an assignment, live; and its tables and charts."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

import structlog
from flask import Response, flash, make_response, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from submissions import access, audit, results_table
from submissions.assignments import parsed
from submissions.models import Assignment, State
from submissions.models_teaching import Regrade
from submissions.pages.languages import say
from submissions.pages.loading import signed_in
from submissions.pages.teaching.bar_charts import BarChart
from submissions.pages.teaching.board import board
from submissions.pages.teaching.board import mark as board_mark
from submissions.pages.teaching.paging import Pages
from submissions.services import services
from submissions.store import regrades, regrading, roster, verdicts, waiting
from submissions.store.roster import LONGEST_SEARCH, Wanted
from submissions.workers import Worker

BYTE_ORDER_MARK = "\ufeff"
"""By which a spreadsheet knows that a CSV file is UTF-8."""
PER_PAGE = 100
log = structlog.get_logger()


@dataclass(frozen=True)
class Moment:
    """What the page hangs on beside names; `board` is the mark of the board."""

    board: str
    queue: dict[State, int]
    running: Regrade | None
    workers: list[Worker] | None

    @property
    def mark(self) -> str:
        """Another one as soon as the page would look otherwise."""
        queue = [self.queue[state] for state in (State.QUEUED, State.RUNNING)]
        parts = (self.board, queue, self.running.id if self.running else None, self.workers)
        return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]


def show(key: str) -> str:
    """The page; for staff of the course only, for all others it is not there."""
    with services().database.read() as session:
        assignment = access.taught_assignment_for(session, signed_in().person_id, key)
        content = _content(session, assignment, _moment(session, assignment))
        return render_template("pages/results.html", **content)


def live(key: str) -> Response:
    """GET /assignments/<key>/results/live?mark=…: what changes, or 204 if it is shown already."""
    with services().database.read() as session:
        assignment = access.taught_assignment_for(session, signed_in().person_id, key)
        moment = _moment(session, assignment)
        if moment.mark == request.args.get("mark"):
            return Response(status=204)
        content = _content(session, assignment, moment)
        response = make_response(render_template("pages/results_live.html", **content))
    response.headers["Dout-Mark"] = moment.mark
    return response


def table(key: str) -> Response:
    """GET /assignments/<key>/results.csv: everyone's points as a download."""
    with services().database.read() as session:
        assignment = access.taught_assignment_for(session, signed_in().person_id, key)
        standings = verdicts.standings(session, assignment.id)
    text = results_table.as_csv(results_table.rows(standings, parsed(assignment.text).max_points))
    return _download(f"{assignment.slug}-results.csv", "text/csv; charset=utf-8; header=present", text)


def chart_csv(key: str, name: str) -> Response:
    """GET /assignments/<key>/charts/<name>.csv: the numbers of a chart."""
    assignment, chart = _chart(key, name)
    text = chart.as_csv()
    return _download(f"{assignment.slug}-{name}.csv", "text/csv; charset=utf-8; header=present", text)


def chart_svg(key: str, name: str) -> Response:
    """GET /assignments/<key>/charts/<name>.svg: the picture of a chart."""
    assignment, chart = _chart(key, name)
    text = render_template("teaching/chart.svg", chart=chart)
    return _download(f"{assignment.slug}-{name}.svg", "image/svg+xml; charset=utf-8", text)


def grade_broken(key: str) -> BaseResponse:
    """POST /assignments/<key>/broken: queue what we failed to grade once more."""
    with services().database.write() as session:
        person_id = signed_in().person_id
        assignment = access.taught_assignment_for(session, person_id, key)
        count = regrading.queue_broken(session, assignment.id)
        if count:
            course_id = assignment.course_id
            audit.record(
                session, person_id, "submissions.queued_again", assignment.id, course_id, count=count
            )
    services().queue.sweep()
    flash(say("Queued again: %(count)s.", count=count) if count else say("There is nothing to grade again."))
    return redirect(url_for("pages.results", key=assignment.id), 303)


def _content(session: Session, assignment: Assignment, moment: Moment) -> dict[str, Any]:
    found = board(session, assignment, moment.board)
    search = request.args.get("q", "").replace("\0", "").strip()[:LONGEST_SEARCH]
    wanted = Wanted(search=search, students_and=_trying(session, assignment, list(found.people)))
    pages = Pages.of(roster.count(session, assignment.course_id, wanted), PER_PAGE, request.args.get("page"))
    return {
        "assignment": assignment,
        "task": parsed(assignment.text),
        "mark": moment.mark,
        "overview": found.overview,
        "people": found.people,
        "search": search,
        "pages": pages,
        "rows": roster.window(session, assignment.course_id, wanted, pages.part),
        "broken": _broken(session, assignment) if found.overview.broken else [],
        "queue": moment.queue,
        "running": moment.running,
        "workers": moment.workers,
    }


def _trying(session: Session, assignment: Assignment, people: list[str]) -> list[str]:
    """Who has handed in and is no student: tutors who try their assignment."""
    staff = roster.staff(session, assignment.course_id)
    return [id_ for id_ in staff if id_ in set(people)]


def _broken(session: Session, assignment: Assignment) -> list[regrading.Broken]:
    found = regrading.broken(session, assignment.course_id)
    return [one for one in found if one.assignment_id == assignment.id]


def _chart(key: str, name: str) -> tuple[Assignment, BarChart]:
    with services().database.read() as session:
        assignment = access.taught_assignment_for(session, signed_in().person_id, key)
        found = board(session, assignment, board_mark(session, assignment))
    for chart in found.overview.charts:
        if chart.name == name:
            return assignment, chart
    raise access.NotFoundError(say("There is no such chart."))


def _download(filename: str, kind: str, text: str) -> Response:
    response = make_response((BYTE_ORDER_MARK if "csv" in kind else "") + text)
    response.content_type = kind
    response.headers["Content-Disposition"] = f'attachment; filename="{filename}"'
    return response


def _workers() -> list[Worker] | None:
    """The workers that were heard of lately; None while the broker does not answer."""
    try:
        return services().queue.workers()
    except Exception as error:  # whatever the broker's trouble is, the results can be shown
        log.warning("the workers are not known", error=str(error))
        return None


def _moment(session: Session, assignment: Assignment) -> Moment:
    return Moment(
        board=board_mark(session, assignment),
        queue=waiting.states(session),
        running=regrades.open_of(session, assignment.id),
        workers=_workers(),
    )
