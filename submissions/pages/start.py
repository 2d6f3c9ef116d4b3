"""GET /: what Dout is, and for who is signed in, their assignments and where they stand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from flask import render_template
from sqlalchemy import select

from submissions import access
from submissions.auth import links
from submissions.auth.session import visitor
from submissions.models import Assignment, Membership
from submissions.pages.loading import Latest, latest_of_person, task_of, title_of
from submissions.services import services


@dataclass(frozen=True)
class Card:
    """An assignment on the start page."""

    slug: str
    id: str
    title: str
    max_points: float | None
    due_at: datetime | None
    is_staff: bool
    latest: Latest | None


def start() -> str:
    """The start page."""
    person = visitor()
    if person is None:
        return render_template("pages/welcome.html", ways_in=links.demo_links(services().settings))
    with services().database.read() as session:
        assignments = access.assignments_for(session, person.person_id)
        latest = latest_of_person(session, person.person_id)
        roles = dict(
            session.execute(
                select(Membership.course_id, Membership.role).where(Membership.person_id == person.person_id)
            ).all()
        )
        courses = [
            (course, [_card(a, roles.get(course.id) in access.STAFF, latest.get(a.id)) for a in group])
            for course, group in groupby(assignments, key=lambda assignment: assignment.course)
        ]
    return render_template("pages/start.html", name=person.name, courses=courses)


def _card(assignment: Assignment, is_staff: bool, latest: Latest | None) -> Card:
    task = task_of(assignment)
    most = task.max_points if task else None
    return Card(
        assignment.slug, assignment.id, title_of(assignment), most, assignment.due_at, is_staff, latest
    )
