"""Puts the course of the filled demo into the record; grading it is the running service's work, as always.

All is written at once, so a course is there or it is not. Nothing is sent to the broker from here: the sweep
finds what waits, also when the service was stopped in the middle of it.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from grader.assignment import builtin_text
from submissions import lifecycle
from submissions.auth.links import STUDENT, TUTOR, demo_id
from submissions.database import Database
from submissions.models import Assignment, Course, Group, Membership, Person, Role, State, Submission
from tests.demo import moments
from tests.demo.people import GROUPS
from tests.demo.plan import ADA, Plan, plan

COURSE = "deep-learning"
TITLE = "Introduction to deep learning"
ZONE = "Europe/Berlin"
RULES = {"late_unit": "percent", "late_per_day": 10.0, "late_days": 14}
CODE, BY_HAND, NEXT = "backward-passes", "derivatives-by-hand", "more-activations"
"""Assignments of the course: one is over, one is open, and one is a draft."""


def fill(database: Database, students: int, uploads: int, seed: int, now: datetime) -> bool:
    """Write the course, unless it is there; whether it was written.

    Raises:
        ValueError: sizes that cannot be.
    """
    with database.write() as session:
        if session.get(Course, demo_id(COURSE)) is not None:
            return False
        due = moments.deadline(now, ZoneInfo(ZONE))
        made = plan(students, uploads, seed, due)
        _course(session, due)
        _people(session, made, due - moments.OPEN)
        _uploads(session, made)
    return True


def _course(session: Session, due: datetime) -> None:
    opened = due - moments.OPEN
    session.add(Course(id=demo_id(COURSE), slug=COURSE, title=TITLE, time_zone=ZONE, created_at=opened))
    session.flush()
    for at, (slug, text, opens_at, due_at, published) in enumerate(
        (
            (CODE, "matrix-derivatives", opened, due, True),
            (BY_HAND, "matrix-derivatives-by-hand", due, due + moments.OPEN, True),
            (NEXT, "activations", None, due + 2 * moments.OPEN, False),
        )
    ):
        session.add(
            Assignment(
                id=demo_id(f"{COURSE}/{slug}"),
                course_id=demo_id(COURSE),
                slug=slug,
                text=builtin_text(text),
                opens_at=opens_at,
                due_at=due_at,
                rules=RULES,
                published=published,
                created_at=opened + timedelta(seconds=at),
            )
        )
    session.add_all(Group(id=demo_id(f"{COURSE}/{g}"), course_id=demo_id(COURSE), name=g) for g in GROUPS)
    session.flush()


def _people(session: Session, made: Plan, joined: datetime) -> None:
    course = demo_id(COURSE)
    for number, student in enumerate(made.students):
        session.add(Person(id=_person(number), name=student.name, email=student.email, created_at=joined))
    session.flush()
    for name, role in (STUDENT, TUTOR):
        session.add(Membership(course_id=course, person_id=demo_id(name), role=role))
    for number, student in enumerate(made.students):
        session.add(
            Membership(
                course_id=course,
                person_id=_person(number),
                role=Role.STUDENT,
                group_id=demo_id(f"{COURSE}/{student.group}"),
                external_id=student.number,
            )
        )
    session.flush()


def _uploads(session: Session, made: Plan) -> None:
    """Without `sent_at`, as after a broker that was away; and behind everyone who hands in meanwhile."""
    session.add_all(
        Submission(
            id=demo_id(f"{COURSE}/{CODE}/{number}"),
            assignment_id=demo_id(f"{COURSE}/{CODE}"),
            person_id=_person(upload.student),
            filename=upload.filename,
            upload=upload.data,
            created_at=upload.at.astimezone(UTC),
            state=State.QUEUED,
            priority=lifecycle.PRIORITIES[-1],
            tries=0,
        )
        for number, upload in enumerate(made.uploads)
    )


def _person(number: int) -> str:
    return demo_id(STUDENT[0] if number == ADA else f"{COURSE}/student {number}")


def graded(database: Database) -> tuple[int, int]:
    """How many submissions of the course have a verdict, and how many there are."""
    ended = Submission.state.in_((State.GRADED, State.BROKEN))
    wanted = select(func.count().filter(ended), func.count()).join(Assignment)
    with database.read() as session:
        done, total = session.execute(wanted.where(Assignment.course_id == demo_id(COURSE))).one()
    return done, total
