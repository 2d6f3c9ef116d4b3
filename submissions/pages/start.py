"""GET /: what Dout is, and for who is signed in, their assignments and where they stand."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import groupby

from flask import render_template
from sqlalchemy import select
from sqlalchemy.orm import Session

from submissions import access
from submissions.assignments import task_of
from submissions.auth import links
from submissions.auth.session import visitor
from submissions.feedback_policy import policy
from submissions.models import Assignment, Course, Membership
from submissions.pages import view_rules
from submissions.pages.loading import Latest, latest_of_person, title_of
from submissions.rules.model import NO_EXTENSION
from submissions.services import services
from submissions.store import counting
from submissions.store.verdicts import latest_reports


@dataclass(frozen=True)
class Card:
    """An assignment on the start page. `due` is what holds for who looks: students may have an extension."""

    slug: str
    id: str
    title: str
    max_points: float | None
    due: view_rules.Due | None
    is_staff: bool
    published: bool
    latest: Latest | None


def start() -> str:
    """The start page."""
    person = visitor()
    if person is None:
        return render_template("pages/welcome.html", ways_in=links.demo_links(services().settings))
    with services().database.read() as session:
        assignments = access.assignments_for(session, person.person_id)
        latest = latest_of_person(session, person.person_id)
        roles: dict[str, str] = dict(
            session.execute(
                select(Membership.course_id, Membership.role).where(Membership.person_id == person.person_id)
            ).all()
        )
        extensions = counting.extensions_of_person(session, person.person_id)
        now = datetime.now(UTC)

        def card(assignment: Assignment) -> Card:
            extension = extensions.get(assignment.id, NO_EXTENSION)
            due = view_rules.due(counting.rules_of(assignment), extension, now)
            return _card(session, person.person_id, assignment, roles, due, latest.get(assignment.id))

        courses = [
            (course, [card(assignment) for assignment in group])
            for course, group in groupby(assignments, key=lambda assignment: assignment.course)
        ]
        shown = {course.id for course, _ in courses}
        taught = {id_ for id_, role in roles.items() if role in access.STAFF} - shown
        empty = session.scalars(select(Course).where(Course.id.in_(taught)).order_by(Course.slug)).all()
    return render_template("pages/start.html", name=person.name, courses=courses, empty=empty)


def _card(
    session: Session,
    person_id: str,
    assignment: Assignment,
    roles: dict[str, str],
    due: view_rules.Due | None,
    latest: Latest | None,
) -> Card:
    task = task_of(assignment)
    visible = policy(session, person_id, assignment)
    if latest is not None and visible.task is not None:
        found = latest_reports(session, [latest.submission_id])
        latest = replace(latest, points=next((visible.report(r).get("points") for r in found.values()), None))
    return Card(
        slug=assignment.slug,
        id=assignment.id,
        title=title_of(assignment),
        max_points=visible.max_points(task) if task else None,
        due=due,
        is_staff=roles.get(assignment.course_id) in access.STAFF,
        published=assignment.published,
        latest=latest,
    )
