"""A whole course from the record into an archive."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import IO

from sqlalchemy import select
from sqlalchemy.orm import Session

from submissions.database import Database
from submissions.exchange.archive import Writer
from submissions.exchange.course_file import (
    AssignmentPart,
    CommentPart,
    CourseFile,
    CoursePart,
    EarlierPart,
    ExtensionPart,
    GroupPart,
    MeasurementPart,
    MemberPart,
    OverridePart,
    PersonPart,
    SubmissionPart,
    VerdictPart,
)
from submissions.models import (
    Assignment,
    Course,
    Group,
    Measurement,
    Membership,
    Person,
    Role,
    State,
    Submission,
    Verdict,
)
from submissions.models_teaching import Comment, EarlierVersion, Extension, Override

AT_ONCE = 100
"""Submissions that are in memory at the same time."""


@contextmanager
def one_moment(database: Database) -> Iterator[Session]:
    """A session that sees the record as it is at one moment, however long it reads."""
    with database.read() as session:
        if not database.is_sqlite:  # where every reading transaction does
            session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
        yield session


def write(session: Session, course: Course, target: IO[bytes]) -> None:
    """Write the course to `target`, in a session of `one_moment`."""
    writer = Writer(target)
    people = _people(session, course.id)
    assignments = session.scalars(
        select(Assignment)
        .where(Assignment.course_id == course.id)
        .order_by(Assignment.created_at, Assignment.slug)
    ).all()
    keys = {assignment.id: f"a{at}" for at, assignment in enumerate(assignments, start=1)}
    named = {person.id: f"p{at}" for at, person in enumerate(people, start=1)}
    ids = _submission_ids(session, course.id, keys, named)
    for start in range(0, len(ids), AT_ONCE):
        for row in session.execute(
            select(Submission.id, Submission.upload).where(Submission.id.in_(ids[start : start + AT_ONCE]))
        ):
            if row.upload:
                writer.upload(f"s{ids.index(row.id, start) + 1}", row.upload)
    writer.submissions(_submissions(session, ids, keys, named))
    writer.course(_course(session, course, people, assignments, keys, named))
    writer.close()


def _people(session: Session, course_id: str) -> list[Person]:
    """Members, and whoever else handed in, decided or has an extension, the oldest first."""
    mine = select(Submission.id).join(Assignment).where(Assignment.course_id == course_id)
    own = select(Assignment.id).where(Assignment.course_id == course_id)
    wanted = (
        select(Membership.person_id).where(Membership.course_id == course_id),
        select(Submission.person_id).where(Submission.id.in_(mine)),
        select(Override.by_id).where(Override.submission_id.in_(mine)),
        select(Comment.by_id).where(Comment.submission_id.in_(mine)),
        select(Extension.person_id).where(Extension.assignment_id.in_(own)),
    )
    found = session.scalars(select(Person).where(Person.id.in_(wanted[0].union(*wanted[1:]))))
    return sorted(found, key=lambda one: (one.created_at, one.name, one.email or "", one.id))


def _course(
    session: Session,
    course: Course,
    people: list[Person],
    assignments: Sequence[Assignment],
    keys: dict[str, str],
    named: dict[str, str],
) -> CourseFile:
    groups = session.scalars(select(Group).where(Group.course_id == course.id).order_by(Group.name)).all()
    group_keys = {group.id: f"g{at}" for at, group in enumerate(groups, start=1)}
    members = session.scalars(select(Membership).where(Membership.course_id == course.id)).all()
    return CourseFile(
        course=CoursePart(
            slug=course.slug, title=course.title, time_zone=course.time_zone, created_at=course.created_at
        ),
        people=[
            PersonPart(key=named[p.id], name=p.name, email=p.email, created_at=p.created_at) for p in people
        ],
        groups=[GroupPart(key=group_keys[group.id], name=group.name) for group in groups],
        members=[
            MemberPart(
                person=named[member.person_id],
                role=Role(member.role),
                group=group_keys.get(member.group_id or ""),
                external_id=member.external_id,
            )
            for member in sorted(members, key=lambda one: int(named[one.person_id][1:]))
        ],
        assignments=[_assignment(session, one, keys[one.id], named) for one in assignments],
    )


def _assignment(session: Session, row: Assignment, key: str, named: dict[str, str]) -> AssignmentPart:
    earlier = session.scalars(
        select(EarlierVersion)
        .where(EarlierVersion.assignment_id == row.id)
        .order_by(EarlierVersion.replaced_at, EarlierVersion.digest)
    )
    extensions = session.scalars(select(Extension).where(Extension.assignment_id == row.id))
    return AssignmentPart(
        key=key,
        slug=row.slug,
        text=row.text,
        opens_at=row.opens_at,
        due_at=row.due_at,
        rules=row.rules,
        published=row.published,
        created_at=row.created_at,
        earlier=[
            EarlierPart(digest=one.digest, text=one.text, replaced_at=one.replaced_at) for one in earlier
        ],
        extensions=[
            ExtensionPart(
                person=named[one.person_id],
                due_at=one.due_at,
                more_attempts=one.more_attempts,
                reason=one.reason,
                created_at=one.created_at,
            )
            for one in sorted(extensions, key=lambda one: int(named[one.person_id][1:]))
        ],
    )


def _submission_ids(
    session: Session, course_id: str, keys: dict[str, str], named: dict[str, str]
) -> list[str]:
    """In an order that does not hang on ids."""
    rows = session.execute(
        select(Submission.id, Submission.created_at, Submission.assignment_id, Submission.person_id)
        .join(Assignment)
        .where(Assignment.course_id == course_id)
    ).all()
    ordered = sorted(
        rows,
        key=lambda row: (row.created_at, int(keys[row.assignment_id][1:]), int(named[row.person_id][1:])),
    )
    return [row.id for row in ordered]


def _submissions(
    session: Session, ids: list[str], keys: dict[str, str], named: dict[str, str]
) -> Iterator[SubmissionPart]:
    for start in range(0, len(ids), AT_ONCE):
        part = ids[start : start + AT_ONCE]
        rows = {row.id: row for row in session.scalars(select(Submission).where(Submission.id.in_(part)))}
        verdicts = _verdicts(session, part)
        overrides, comments = _decided(session, part, named)
        for at, submission_id in enumerate(part, start=start + 1):
            row = rows[submission_id]
            state = State.QUEUED if row.state == State.RUNNING else State(row.state)
            yield SubmissionPart(
                key=f"s{at}",
                assignment=keys[row.assignment_id],
                person=named[row.person_id],
                filename=row.filename,
                answers=row.answers,
                created_at=row.created_at,
                state=state,
                priority=row.priority,
                verdicts=verdicts[submission_id],
                overrides=overrides[submission_id],
                comments=comments[submission_id],
            )


def _verdicts(session: Session, ids: list[str]) -> dict[str, list[VerdictPart]]:
    found: dict[str, list[VerdictPart]] = defaultdict(list)
    rows = session.execute(
        select(Verdict, Measurement)
        .outerjoin(Measurement, Measurement.verdict_id == Verdict.id)
        .where(Verdict.submission_id.in_(ids))
        .order_by(Verdict.created_at, Verdict.id)
    )
    for verdict, measured in rows:
        names = MeasurementPart.model_fields
        found[verdict.submission_id].append(
            VerdictPart(
                points=verdict.points,
                report=verdict.report,
                created_at=verdict.created_at,
                measurement=MeasurementPart(**{name: getattr(measured, name) for name in names})
                if measured
                else None,
            )
        )
    return found


def _decided(
    session: Session, ids: list[str], named: dict[str, str]
) -> tuple[dict[str, list[OverridePart]], dict[str, list[CommentPart]]]:
    overrides: dict[str, list[OverridePart]] = defaultdict(list)
    comments: dict[str, list[CommentPart]] = defaultdict(list)
    for override in session.scalars(
        select(Override).where(Override.submission_id.in_(ids)).order_by(Override.created_at, Override.id)
    ):
        overrides[override.submission_id].append(
            OverridePart(
                points=override.points,
                reason=override.reason,
                by=named.get(override.by_id or ""),
                created_at=override.created_at,
            )
        )
    for comment in session.scalars(
        select(Comment)
        .where(Comment.submission_id.in_(ids))
        .order_by(Comment.created_at, Comment.line, Comment.text)
    ):
        comments[comment.submission_id].append(
            CommentPart(
                line=comment.line,
                text=comment.text,
                by=named.get(comment.by_id or ""),
                created_at=comment.created_at,
            )
        )
    return overrides, comments
