"""What tutors may open. To everybody else all of it is not there."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from submissions import access
from submissions.models import Course, Membership, Submission
from submissions.pages.loading import signed_in

NOTHING = "There is nothing at this address, or you may not see it."


def taught_course(session: Session, slug: str) -> Course:
    """The course with this name, for who is signed in and teaches it.

    Raises:
        NotFoundError: there is none, or the person is no staff of it.
    """
    if "\0" in slug:
        raise access.NotFoundError(NOTHING)
    found = session.scalar(
        select(Course)
        .join(Membership, Membership.course_id == Course.id)
        .where(
            Course.slug == slug,
            Membership.person_id == signed_in().person_id,
            Membership.role.in_(access.STAFF),
        )
    )
    if found is None:
        raise access.NotFoundError(NOTHING)
    return found


def taught_submission(session: Session, submission_id: str) -> Submission:
    """The submission, for who is signed in and teaches its course. Raises NotFoundError as above."""
    person_id = signed_in().person_id
    found = access.submission_for(session, person_id, submission_id)
    if not access.is_staff(session, person_id, found.assignment.course_id):
        raise access.NotFoundError(NOTHING)
    return found
