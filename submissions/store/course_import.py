"""A whole course from an archive into the record, with new ids: all of it, or nothing.

Who has the address of somebody in the file is that person, and keeps their name; everybody else is made anew.
What waited for its verdict waits again: the sweep sends it.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from submissions.auth import written_names
from submissions.auth.written_names import WrittenError
from submissions.exchange.archive import ArchiveError, Reader
from submissions.exchange.course_file import AssignmentPart, CourseFile, PersonPart, SubmissionPart
from submissions.models import (
    Assignment,
    Base,
    Course,
    Group,
    Measurement,
    Membership,
    Person,
    Submission,
    Verdict,
    new_id,
)
from submissions.models_teaching import Comment, EarlierVersion, Extension, Override
from submissions.rules import reading
from submissions.rules.reading import RulesError

AT_ONCE = 100
"""Submissions that are written together."""
Value = TypeVar("Value")


def read(session: Session, archive: Reader, slug: str | None = None) -> Course:
    """Make the course of the archive, under another `slug` if one is given.

    Raises:
        ArchiveError: it cannot be used, or there is a course of this slug. Roll back.
    """
    file = archive.course()
    wanted = slug or file.course.slug
    if session.scalar(select(Course.id).where(Course.slug == wanted)) is not None:
        raise ArchiveError(f"There is a course {wanted!r} already: give another slug.")
    _check_zone(file.course.time_zone)
    course = Course(
        id=new_id(),
        slug=wanted,
        title=file.course.title,
        time_zone=file.course.time_zone,
        created_at=file.course.created_at,
    )
    session.add(course)
    people = _unique({part.key: _person(session, part) for part in file.people}, len(file.people))
    session.flush()
    _members(session, course, file, people)
    assignments = _unique(
        {part.key: _assignment(session, course, part, people) for part in file.assignments},
        len(file.assignments),
    )
    _submissions(session, archive, people, assignments)
    archive.check_all_read()
    return course


def _check_zone(name: str) -> None:
    try:
        ZoneInfo(name)
    except (OSError, ValueError, LookupError):
        raise ArchiveError(f"There is no time zone {name!r}.") from None


def _unique(found: dict[str, Value], count: int) -> dict[str, Value]:
    if len(found) != count:
        raise ArchiveError("A key stands for two things.")
    return found


def _of(found: dict[str, str], key: str) -> str:
    try:
        return found[key]
    except KeyError:
        raise ArchiveError(f"There is nothing of the key {key!r}.") from None


def _person(session: Session, part: PersonPart) -> str:
    try:
        email = written_names.email(part.email) if part.email is not None else None
        name = written_names.name(part.name)
    except WrittenError as error:
        raise ArchiveError(f"Person {part.key}: {error}") from None
    if email is not None:
        known = session.scalar(select(Person.id).where(Person.email == email))
        if known is not None:
            return known
    person = Person(id=new_id(), name=name, email=email, created_at=part.created_at)
    session.add(person)
    session.flush()
    return person.id


def _members(session: Session, course: Course, file: CourseFile, people: dict[str, str]) -> None:
    groups = _unique({part.key: new_id() for part in file.groups}, len(file.groups))
    if len({part.name for part in file.groups}) != len(file.groups):
        raise ArchiveError("Two groups have the same name.")
    session.add_all(Group(id=groups[part.key], course_id=course.id, name=part.name) for part in file.groups)
    session.flush()
    members = {_of(people, part.person): part for part in file.members}
    if len(members) != len(file.members):
        raise ArchiveError("A person is a member twice.")
    session.add_all(
        Membership(
            course_id=course.id,
            person_id=person_id,
            role=part.role,
            group_id=_of(groups, part.group) if part.group else None,
            external_id=part.external_id,
        )
        for person_id, part in members.items()
    )
    session.flush()


def _assignment(session: Session, course: Course, part: AssignmentPart, people: dict[str, str]) -> str:
    try:
        reading.read(part.rules, opens_at=part.opens_at, due_at=part.due_at, time_zone=course.time_zone)
    except RulesError as error:
        raise ArchiveError(f"Assignment {part.slug!r}: {error}") from None
    taken = select(Assignment.id).where(Assignment.course_id == course.id, Assignment.slug == part.slug)
    if session.scalar(taken) is not None:
        raise ArchiveError(f"There are two assignments {part.slug!r}.")
    made = Assignment(
        id=new_id(),
        course_id=course.id,
        slug=part.slug,
        text=part.text,
        opens_at=part.opens_at,
        due_at=part.due_at,
        rules=part.rules,
        published=part.published,
        created_at=part.created_at,
    )
    session.add(made)
    session.flush()
    session.add_all(
        EarlierVersion(id=new_id(), assignment_id=made.id, **one.model_dump()) for one in part.earlier
    )
    extensions = {_of(people, one.person): one for one in part.extensions}
    if len(extensions) != len(part.extensions):
        raise ArchiveError("A person has two extensions in one assignment.")
    session.add_all(
        Extension(assignment_id=made.id, person_id=person_id, **one.model_dump(exclude={"person"}))
        for person_id, one in extensions.items()
    )
    session.flush()
    return made.id


class _Rows:
    """Rows of several tables, written together in the order in which they refer to each other."""

    TABLES = (Submission, Verdict, Measurement, Override, Comment)

    def __init__(self, session: Session) -> None:
        self._session = session
        self._rows: dict[type[Base], list[dict[str, Any]]] = {table: [] for table in self.TABLES}

    def add(self, table: type[Base], **values: Any) -> None:
        """One more row."""
        self._rows[table].append(values)

    def write(self) -> None:
        """Write them."""
        for table, rows in self._rows.items():
            if rows:
                self._session.execute(insert(table), rows)
                rows.clear()


def _submissions(
    session: Session, archive: Reader, people: dict[str, str], assignments: dict[str, str]
) -> None:
    seen: set[str] = set()
    moments: set[tuple[str, str, datetime]] = set()
    rows = _Rows(session)
    for part in archive.submissions():
        assignment, person = _of(assignments, part.assignment), _of(people, part.person)
        moment = (assignment, person, part.created_at)
        if part.key in seen or moment in moments:
            raise ArchiveError(f"Submission {part.key} is there twice.")
        seen.add(part.key)
        moments.add(moment)
        made = new_id()
        rows.add(
            Submission,
            id=made,
            assignment_id=assignment,
            person_id=person,
            filename=part.filename,
            upload=archive.upload(part.key),
            answers=part.answers,
            created_at=part.created_at,
            state=part.state,
            priority=part.priority,
            tries=0,
        )
        _what_belongs(rows, made, part, people)
        if len(seen) % AT_ONCE == 0:
            rows.write()
    rows.write()


def _what_belongs(rows: _Rows, made: str, part: SubmissionPart, people: dict[str, str]) -> None:
    """Verdicts, points by hand, comments."""
    for verdict in part.verdicts:
        verdict_id = new_id()
        rows.add(
            Verdict,
            id=verdict_id,
            submission_id=made,
            lease=new_id(),
            points=verdict.points,
            report=verdict.report,
            created_at=verdict.created_at,
        )
        if verdict.measurement is not None:
            rows.add(Measurement, verdict_id=verdict_id, **verdict.measurement.model_dump())
    for table, decisions in ((Override, part.overrides), (Comment, part.comments)):
        for one in decisions:
            by = _of(people, one.by) if one.by else None
            rows.add(table, id=new_id(), submission_id=made, by_id=by, **one.model_dump(exclude={"by"}))
