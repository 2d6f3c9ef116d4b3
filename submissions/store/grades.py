"""The grades of a course: what counts for every student in every assignment."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from submissions.assignments import parsed
from submissions.exchange.grades import Column, Row
from submissions.models import Assignment, Group, Membership, Person, Role
from submissions.store import deciding


def columns(assignments: Sequence[Assignment], canvas_id: int | None = None) -> list[Column]:
    """The assignments as columns. Raises AssignmentError: a file cannot be used."""
    found = []
    for assignment in assignments:
        task = parsed(assignment.text)
        found.append(Column(assignment.id, task.title, task.max_points, canvas_id))
    return found


def rows(session: Session, course_id: str, assignments: Sequence[Assignment]) -> list[Row]:
    """All students of the course by name; their course must be loaded with the assignments."""
    people = session.execute(
        select(Person.id, Person.name, Person.email, Membership.external_id, Group.name.label("group"))
        .join(Membership, Membership.person_id == Person.id)
        .outerjoin(Group, Group.id == Membership.group_id)
        .where(Membership.course_id == course_id, Membership.role == Role.STUDENT)
        .order_by(Person.name, Person.id)
    ).all()
    standings = {assignment.id: deciding.totals(session, assignment) for assignment in assignments}
    return [
        Row(
            person.name,
            person.email,
            person.external_id,
            person.group,
            {
                assignment: everyone[person.id].counted.points if person.id in everyone else None
                for assignment, everyone in standings.items()
            },
        )
        for person in people
    ]
