"""Loading what an operation is about, for the roles that are declared of it.

Who may not see a thing gets the answer for what is not there (404). Who sees it, but is not one of those who
may do this, gets 403.
"""

from __future__ import annotations

from flask import request
from sqlalchemy.orm import Session

from submissions import access
from submissions.access import NotFoundError
from submissions.api import operation
from submissions.api.caller import caller
from submissions.api.operation import ROLES
from submissions.models import Assignment, Course, Role, Submission
from submissions.problems import ProblemError

NOTHING = "There is nothing at this address, or you may not see it."


def course(session: Session, key: str) -> tuple[Course, Role]:
    """The course with this id or slug, and what the caller is in it. Raises NotFoundError or 403."""
    token = caller()
    found, role = access.course_for(session, token.person_id, key, token.course_id)
    _check(role)
    return found, role


def assignment(session: Session, key: str) -> tuple[Assignment, Role]:
    """The assignment with this id or slug, and what the caller is in its course. Raises as `course`."""
    token = caller()
    found, role = access.assignment_and_role(session, token.person_id, key, token.course_id)
    _check(role)
    return found, role


def submission(session: Session, key: str) -> tuple[Submission, Role]:
    """The submission with this id, and what the caller is in its course. Raises as `course`."""
    token = caller()
    found = access.submission_for(session, token.person_id, key, token.course_id)
    role = access.role_in(session, token.person_id, found.assignment.course_id)
    if role is None:
        raise NotFoundError(NOTHING)
    _check(role)
    return found, role


def _check(role: Role) -> None:
    who = operation.current().who
    if role in ROLES[who]:
        return
    if request.method in {"GET", "HEAD"}:
        raise NotFoundError(NOTHING)
    raise ProblemError(403, f"This is for {who.value}.")
