"""The people of a course, page by page, as they are searched for."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from submissions.models import Group, Membership, Person, Role

LONGEST_SEARCH = 100


@dataclass(frozen=True)
class Row:
    """One member of a course."""

    person_id: str
    name: str
    role: Role
    email: str | None
    external_id: str | None
    group_id: str | None
    group: str | None


@dataclass(frozen=True)
class Wanted:
    """Which members: whose name, address or student number holds `search`; of a role; of a group.

    `students_and` leaves out everybody but the students and these people.
    """

    search: str = ""
    role: str = ""
    group_id: str = ""
    students_and: Collection[str] | None = None

    def conditions(self, course_id: str) -> ColumnElement[bool]:
        """In SQL."""
        parts: list[ColumnElement[bool]] = [Membership.course_id == course_id]
        if self.search:
            fields = (Person.name, Person.email, Membership.external_id)
            parts.append(or_(*(field.icontains(self.search, autoescape=True) for field in fields)))
        if self.role:
            parts.append(Membership.role == self.role)
        if self.group_id:
            parts.append(Membership.group_id == self.group_id)
        if self.students_and is not None:
            parts.append(or_(Membership.role == Role.STUDENT, Person.id.in_(list(self.students_and))))
        return and_(*parts)


def count(session: Session, course_id: str, wanted: Wanted) -> int:
    """How many there are."""
    found = select(func.count()).select_from(Membership).join(Person).where(wanted.conditions(course_id))
    return session.scalar(found) or 0


def window(session: Session, course_id: str, wanted: Wanted, part: slice) -> list[Row]:
    """Some of them, by name."""
    rows = session.execute(
        select(
            Person.id,
            Person.name,
            Membership.role,
            Person.email,
            Membership.external_id,
            Membership.group_id,
            Group.name.label("group_name"),
        )
        .select_from(Membership)
        .join(Person)
        .outerjoin(Group, Group.id == Membership.group_id)
        .where(wanted.conditions(course_id))
        .order_by(Person.name, Person.id)
        .offset(part.start)
        .limit(part.stop - part.start)
    )
    return [Row(r.id, r.name, Role(r.role), r.email, r.external_id, r.group_id, r.group_name) for r in rows]


def staff(session: Session, course_id: str) -> list[str]:
    """The ids of all members who are no students."""
    found = select(Membership.person_id).where(
        Membership.course_id == course_id, Membership.role != Role.STUDENT
    )
    return list(session.scalars(found))
