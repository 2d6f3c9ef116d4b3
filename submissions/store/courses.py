"""Courses, their groups and their members. Who may do what is for the caller to ask."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select, tuple_
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from submissions.auth import accounts
from submissions.models import Course, Group, Membership, Person, Role, new_id


class TakenError(ValueError):
    """There is one like it already; the message says so in a sentence."""


class UnprovenError(ValueError):
    """Whoever has this address may have written down somebody else's."""


@dataclass(frozen=True)
class Member:
    """A person in a course. `email` is for its staff only."""

    person_id: str
    name: str
    email: str | None
    role: Role
    group: str | None
    external_id: str | None


def of_person(
    session: Session, person_id: str, course_id: str | None, after: str | None, limit: int
) -> list[tuple[Course, Role]]:
    """The courses of a person and what they are in each, in the order of the slugs."""
    wanted = (
        select(Course, Membership.role)
        .join(Membership, Membership.course_id == Course.id)
        .where(Membership.person_id == person_id)
        .order_by(Course.slug)
        .limit(limit)
    )
    if course_id is not None:
        wanted = wanted.where(Course.id == course_id)
    if after is not None:
        wanted = wanted.where(Course.slug > select(Course.slug).where(Course.id == after).scalar_subquery())
    return [(course, Role(role)) for course, role in session.execute(wanted)]


def make(session: Session, *, slug: str, title: str, time_zone: str, owner_id: str, now: datetime) -> Course:
    """A new course with its owner. Raises TakenError."""
    course = Course(id=new_id(), slug=slug, title=title, time_zone=time_zone, created_at=now)
    _add(session, course, f"There is a course {slug!r} already: choose another slug.")
    session.add(Membership(course_id=course.id, person_id=owner_id, role=Role.OWNER))
    session.flush()
    return course


def locked(session: Session, course_id: str) -> Course:
    """The course, which nobody else changes until the transaction ends."""
    wanted = select(Course).where(Course.id == course_id).with_for_update()
    # It was read before, and somebody else may have changed it while this waited for its turn.
    return session.scalars(wanted.execution_options(populate_existing=True)).one()


def members(
    session: Session,
    course_id: str,
    *,
    role: Role | None = None,
    group_id: str | None = None,
    after: str | None = None,
    limit: int,
) -> list[Member]:
    """Members of a course by name, those after the person `after`."""
    wanted = _members(course_id).order_by(Person.name, Person.id).limit(limit)
    if role is not None:
        wanted = wanted.where(Membership.role == role)
    if group_id is not None:
        wanted = wanted.where(Membership.group_id == group_id)
    if after is not None:
        mark = select(Person.name, Person.id).where(Person.id == after).scalar_subquery()
        wanted = wanted.where(tuple_(Person.name, Person.id) > mark)
    return [_member(row) for row in session.execute(wanted)]


def member(session: Session, course_id: str, person_id: str) -> Member | None:
    """One member of a course."""
    row = session.execute(_members(course_id).where(Person.id == person_id)).one_or_none()
    return None if row is None else _member(row)


def membership(session: Session, course_id: str, person_id: str) -> Membership | None:
    """The row of a membership, which nobody else changes until the transaction ends."""
    return session.scalar(
        select(Membership)
        .where(Membership.course_id == course_id, Membership.person_id == person_id)
        .with_for_update()
    )


def add_member(
    session: Session,
    course_id: str,
    *,
    name: str,
    email: str | None,
    role: Role,
    group_id: str | None,
    external_id: str | None,
    now: datetime,
) -> str:
    """Make somebody a member: whoever has this address, or else a new person. Returns the person's id.

    Raises:
        TakenError: they are a member already.
        UnprovenError: they would be staff, and nobody knows whether the address is really theirs.
    """
    person = accounts.by_email(session, email) if email else None
    if person is not None and role is not Role.STUDENT and accounts.is_unproven(session, person):
        raise UnprovenError
    if person is None:
        person = Person(id=new_id(), name=name, email=email, created_at=now)
        _add(session, person, "Somebody with this address was added at this moment: try again.")
    added = Membership(
        course_id=course_id, person_id=person.id, role=role, group_id=group_id, external_id=external_id
    )
    _add(session, added, "This person is a member of the course already.")
    return person.id


def owners(session: Session, course_id: str) -> int:
    """How many owners a course has."""
    wanted = select(func.count()).where(Membership.course_id == course_id, Membership.role == Role.OWNER)
    return session.scalar(wanted) or 0


def groups(session: Session, course_id: str) -> Sequence[Group]:
    """The groups of a course by name."""
    return session.scalars(
        select(Group).where(Group.course_id == course_id).order_by(Group.name, Group.id)
    ).all()


def group(session: Session, course_id: str, group_id: str) -> Group | None:
    """A group of the course."""
    return session.scalar(
        select(Group).where(Group.id == group_id, Group.course_id == course_id).with_for_update()
    )


def make_group(session: Session, course_id: str, name: str) -> Group:
    """A new group. Raises TakenError."""
    made = Group(id=new_id(), course_id=course_id, name=name)
    _add(session, made, "There is a group of this name already.")
    return made


def rename_group(session: Session, found: Group, name: str) -> None:
    """Give a group another name. Raises TakenError; the transaction can go on then."""
    try:
        with session.begin_nested():
            found.name = name
    except IntegrityError:
        raise TakenError("There is a group of this name already.") from None


def _members(course_id: str) -> Select[str, str, str | None, str, str, str | None]:
    return (
        select(Person.id, Person.name, Person.email, Membership.role, Group.name, Membership.external_id)
        .join(Membership, Membership.person_id == Person.id)
        .outerjoin(Group, Group.id == Membership.group_id)
        .where(Membership.course_id == course_id)
    )


def _member(row: Any) -> Member:
    person_id, name, email, role, its_group, external_id = row
    return Member(person_id, name, email, Role(role), its_group, external_id)


def _add(session: Session, row: object, taken: str) -> None:
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        raise TakenError(taken) from None
