"""The line charts as SVG files to download: what stands on the page, with its words and on white."""

from __future__ import annotations

from flask import Response, make_response, render_template

from submissions import access
from submissions.assignments import parsed
from submissions.feedback_policy import policy
from submissions.pages.charts import LineChart, points_chart
from submissions.pages.languages import say
from submissions.pages.loading import signed_in, title_of
from submissions.pages.view_report import view
from submissions.services import services
from submissions.store import counting, verdicts
from submissions.wording import later

NOTHING = later("There is no chart here (yet).")


def points(key: str) -> Response:
    """GET /assignments/<key>/points.svg: one's own points, attempt by attempt."""
    person = signed_in()
    with services().database.read() as session:
        assignment = access.assignment_for(session, person.person_id, key)
        history = counting.for_person(session, assignment, person.person_id, person.person_id).attempts
        most = policy(session, person.person_id, assignment).max_points(parsed(assignment.text))
        title = title_of(assignment)
    return _file(points_chart(history, most), f"{say('Points')}: {title}", f"{assignment.slug}-points")


def curve(submission_id: str, anchor: str) -> Response:
    """GET /submissions/<id>/<anchor>.svg: the curve of the check that has this place on the page."""
    person = signed_in()
    with services().database.read() as session:
        submission = access.submission_for(session, person.person_id, submission_id)
        verdict = verdicts.latest_verdict(session, submission.id)
        visible = policy(session, person.person_id, submission.assignment)
        report = view(visible.report(verdict.report)) if verdict else None
    checks = report.checks if report else ()
    found = next((check for check in checks if check.anchor == anchor), None)
    chart, title = (found.curve, found.title) if found else (None, "")
    return _file(chart, f"{say('Loss')}: {title}", f"loss-{anchor}")


def _file(chart: LineChart | None, title: str, name: str) -> Response:
    if chart is None:
        raise access.NotFoundError(NOTHING)
    response = make_response(render_template("pages/chart.svg", chart=chart, title=title))
    response.content_type = "image/svg+xml; charset=utf-8"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.svg"'
    return response
