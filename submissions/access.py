"""Loading with authorisation. Who may not see a thing gets the same answer as for a thing that is not there.

Every function takes the id of the person who asks. `course_id` narrows that person's rights to one course, as
a bearer token does.

| in a course | assignments      | submissions           |
|-------------|------------------|-----------------------|
| student     | published, open  | their own in those    |
| tutor, owner, service | all    | everyone's            |
| nobody      | none             | none                  |
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import String, and_, bindparam, or_, select
from sqlalchemy.orm import Session, joinedload

from submissions.models import Assignment, Course, Membership, Role, Submission

STAFF = frozenset({Role.TUTOR, Role.OWNER, Role.SERVICE})
"""Who sees everything of their course."""


_ASSIGNMENTS = (
    select(Assignment, Membership.role)
    .join(Membership, Membership.course_id == Assignment.course_id)
    .where(
        Membership.person_id == bindparam("asking"),
        or_(
            Membership.role.in_(STAFF),
            and_(
                Assignment.published,
                or_(
                    Assignment.opens_at.is_(None),
                    Assignment.opens_at <= bindparam("now", type_=Assignment.opens_at.type),
                ),
            ),
        ),
        or_(Assignment.course_id == bindparam("course"), bindparam("course", type_=String).is_(None)),
    )
    .order_by(Assignment.course_id, Assignment.created_at, Assignment.slug)
    .options(joinedload(Assignment.course))
)
"""Those that a person may see, and what the person is there. Built once: every upload asks, and to build it
takes longer than to run it."""
_ASSIGNMENT = _ASSIGNMENTS.where(
    or_(Assignment.id == bindparam("key"), Assignment.slug == bindparam("key"))
).limit(2)


class NotFoundError(LookupError):
    """There is no such thing for this person. The message may be shown to them."""


def role_in(session: Session, person_id: str, course_id: str) -> Role | None:
    """What a person is in a course; None if nothing."""
    membership = session.get(Membership, (course_id, person_id))
    return Role(membership.role) if membership else None


def is_staff(session: Session, person_id: str, course_id: str) -> bool:
    """Whether the person sees everything of the course."""
    return role_in(session, person_id, course_id) in STAFF


def is_staff_somewhere(session: Session, person_id: str, course_id: str | None = None) -> bool:
    """Whether the person sees everything of the course, or without one of any course."""
    wanted = select(Membership.course_id).where(Membership.person_id == person_id, Membership.role.in_(STAFF))
    if course_id is not None:
        wanted = wanted.where(Membership.course_id == course_id)
    return session.scalar(wanted.limit(1)) is not None


def course_for(
    session: Session, person_id: str, key: str, course_id: str | None = None
) -> tuple[Course, Role]:
    """The course with this id or slug, and what the person is in it.

    Raises:
        NotFoundError: there is none, or the person is nothing in it.
    """
    _refuse_nul(key)
    wanted = (
        select(Course, Membership.role)
        .join(Membership, Membership.course_id == Course.id)
        .where(Membership.person_id == person_id, or_(Course.id == key, Course.slug == key))
        .limit(2)
    )
    if course_id is not None:
        wanted = wanted.where(Course.id == course_id)
    found = session.execute(wanted).all()
    exact = [row for row in found if row[0].id == key] or found
    if not exact:
        raise NotFoundError("There is no such course, or you may not see it.")
    return exact[0][0], Role(exact[0][1])


def assignments_for(session: Session, person_id: str, course_id: str | None = None) -> list[Assignment]:
    """Every assignment the person may see, in the order of their courses and then of their making."""
    found = session.scalars(_ASSIGNMENTS, _asking(person_id, course_id))
    return list(found)


def assignment_for(session: Session, person_id: str, key: str, course_id: str | None = None) -> Assignment:
    """The assignment with this id, or with this slug in the person's courses.

    Raises:
        NotFoundError: there is none, or the person may not see it, or the slug fits several.
    """
    return assignment_and_role(session, person_id, key, course_id)[0]


def assignment_and_role(
    session: Session, person_id: str, key: str, course_id: str | None = None
) -> tuple[Assignment, Role]:
    """As `assignment_for`, and what the person is in its course."""
    _refuse_nul(key)
    found = session.execute(_ASSIGNMENT, {**_asking(person_id, course_id), "key": key}).all()
    exact = [row for row in found if row[0].id == key]
    if len(found) > 1 and not exact:
        raise NotFoundError("More than one of your courses has an assignment of this name: use its id.")
    if not found:
        raise NotFoundError("There is no such assignment, or you may not see it.")
    assignment, role = (exact or found)[0]
    return assignment, Role(role)


def taught_assignment_for(
    session: Session, person_id: str, key: str, course_id: str | None = None
) -> Assignment:
    """As `assignment_for`, for who sees everyone's results in it.

    Raises:
        NotFoundError: there is none, or the person is no staff of its course.
    """
    assignment = assignment_for(session, person_id, key, course_id)
    if not is_staff(session, person_id, assignment.course_id):
        raise NotFoundError("There is nothing at this address, or you may not see it.")
    return assignment


def submission_for(
    session: Session, person_id: str, submission_id: str, course_id: str | None = None
) -> Submission:
    """The submission with this id, its assignment and course loaded.

    Raises:
        NotFoundError: there is none, or the person may not see it.
    """
    _refuse_nul(submission_id)
    wanted = (
        select(Submission)
        .join(Assignment)
        .join(Membership, Membership.course_id == Assignment.course_id)
        .where(
            Submission.id == submission_id,
            Membership.person_id == person_id,
            or_(
                and_(Submission.person_id == person_id, Assignment.published),
                Membership.role.in_(STAFF),
            ),
        )
        .options(joinedload(Submission.assignment).joinedload(Assignment.course))
    )
    if course_id is not None:
        wanted = wanted.where(Assignment.course_id == course_id)
    found = session.scalar(wanted)
    if found is None:
        raise NotFoundError("There is no such submission, or it is not yours.")
    return found


def _refuse_nul(key: str) -> None:
    """No identifier has a NUL in it, and PostgreSQL would not even look."""
    if "\0" in key:
        raise NotFoundError("There is nothing of that name.")


def _asking(person_id: str, course_id: str | None) -> dict[str, Any]:
    return {"asking": person_id, "course": course_id, "now": datetime.now(UTC)}
