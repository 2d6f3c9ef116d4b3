"""GET /assignments/<key>/results: a tutor's first page for an assignment."""

from __future__ import annotations

from flask import render_template

from submissions import access
from submissions.assignments import parsed
from submissions.models import Role
from submissions.pages.loading import signed_in
from submissions.pages.view_results import overview
from submissions.services import services
from submissions.store import verdicts


def show(key: str) -> str:
    """The page; for staff of the course only, for all others it is not there."""
    person = signed_in()
    with services().database.read() as session:
        assignment = access.assignment_for(session, person.person_id, key)
        if not access.is_staff(session, person.person_id, assignment.course_id):
            raise access.NotFoundError("There is nothing at this address, or you may not see it.")
        standings = verdicts.standings(session, assignment.id)
        reports = verdicts.latest_reports(session, [s.latest.id for s in standings if s.latest is not None])
    students = [standing for standing in standings if standing.role is Role.STUDENT]
    task = parsed(assignment.text)
    return render_template(
        "pages/results.html",
        assignment=assignment,
        task=task,
        standings=standings,
        overview=overview(students, reports, task.max_points),
    )
