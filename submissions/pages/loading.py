"""What the pages read of the record beyond `submissions.store`: each function is one query."""

from __future__ import annotations

from dataclasses import dataclass

from flask import abort
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from grader import uploads
from grader.messages import Fault
from submissions.assignments import task_of
from submissions.auth.session import Visitor, visitor
from submissions.models import Assignment, State, Submission
from submissions.problems import SIGNED_OUT
from submissions.store.reviewing import points_by_hand
from submissions.store.verdicts import newest_points


@dataclass(frozen=True)
class Source:
    """Code as it is shown, and the name of the file it stood in."""

    text: str
    filename: str


@dataclass(frozen=True)
class Latest:
    """A person's newest attempt at an assignment."""

    submission_id: str
    state: State
    points: float | None
    attempts: int


def signed_in() -> Visitor:
    """The person who is signed in; ends the request with 401 if nobody is."""
    person = visitor()
    if person is None:
        abort(401, SIGNED_OUT)
    return person


def title_of(assignment: Assignment) -> str:
    """The title in the assignment's file; its slug while the file cannot be used."""
    task = task_of(assignment)
    return task.title if task else assignment.slug


def latest_of_person(session: Session, person_id: str) -> dict[str, Latest]:
    """The person's newest attempt at each assignment, by the assignment's id."""
    attempts = (
        select(
            Submission.id,
            Submission.assignment_id,
            Submission.state,
            func.row_number()
            .over(
                partition_by=Submission.assignment_id,
                order_by=(Submission.created_at.desc(), Submission.id.desc()),
            )
            .label("age"),
            func.count().over(partition_by=Submission.assignment_id).label("attempts"),
        )
        .where(Submission.person_id == person_id)
        .subquery()
    )
    rows = session.execute(
        select(attempts, func.coalesce(points_by_hand(), newest_points()).label("points"))
        .join(Submission, Submission.id == attempts.c.id)
        .where(attempts.c.age == 1)
    )
    return {row.assignment_id: Latest(row.id, State(row.state), row.points, row.attempts) for row in rows}


def newest_answers(session: Session, assignment_id: str, person_id: str) -> dict[str, str]:
    """The typed-in answers of the person's newest attempt that has some."""
    return (
        session.scalar(
            select(Submission.answers)
            .where(
                Submission.assignment_id == assignment_id,
                Submission.person_id == person_id,
                Submission.answers.is_not(None),
            )
            .order_by(Submission.created_at.desc())
            .limit(1)
        )
        or {}
    )


def source_of(session: Session, submission: Submission) -> Source | None:
    """The code that is graded in a submission; None without a file, and for one that is no text."""
    upload = session.execute(select(Submission.upload).where(Submission.id == submission.id)).scalar_one()
    if not upload:
        return None
    found = uploads.read(upload, submission.filename, task_of(submission.assignment))
    if isinstance(found, Fault):
        return None
    try:
        text = found.source.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = found.source.decode("latin-1")  # every byte is a character; only the display hangs on it
    return Source(text, found.filename)


def previous_of(session: Session, submission: Submission) -> Submission | None:
    """The same person's attempt before this one."""
    return session.scalar(
        select(Submission)
        .where(
            Submission.assignment_id == submission.assignment_id,
            Submission.person_id == submission.person_id,
            Submission.created_at < submission.created_at,
        )
        .order_by(Submission.created_at.desc())
        .limit(1)
    )


def number_of(session: Session, submission: Submission) -> int:
    """Which attempt of the person at the assignment this is, from 1: `created_at` rises strictly."""
    return (
        session.scalar(
            select(func.count()).where(
                Submission.assignment_id == submission.assignment_id,
                Submission.person_id == submission.person_id,
                Submission.created_at <= submission.created_at,
            )
        )
        or 0
    )
