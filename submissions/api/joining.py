"""Ways into a course: invitations that its staff makes, and coming in by one, or by the join code."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from flask import request, url_for
from sqlalchemy.orm import Session

from submissions import audit
from submissions.access import NotFoundError
from submissions.api import courses, loading
from submissions.api.blueprint import operation
from submissions.api.caller import actor, caller
from submissions.api.operation import Who
from submissions.api.received import received, refuse
from submissions.api.schemas_course import CourseOut, InvitationIn, InvitationOut, JoinIn
from submissions.api.tokens import PERSONAL
from submissions.auth import joining, throttle
from submissions.auth.joining import NoWayInError
from submissions.auth.scopes import Scope
from submissions.models import Course, Person, Role
from submissions.problems import ProblemError
from submissions.services import services


@operation(
    "POST",
    "/courses/<course_id>/invitations",
    scope=Scope.MANAGE,
    who=Who.STAFF,
    answers=InvitationOut,
    status=201,
    takes=InvitationIn,
    secret=True,
    about="Hand the link on yourself: no mail is sent. Only owners invite tutors.",
)
def invite(course_id: str) -> tuple[dict[str, Any], int]:
    """Invite somebody into a course."""
    with services().database.write() as session:
        course, own = loading.course(session, course_id)
        body = received(InvitationIn)
        if body.role is not Role.STUDENT and own is not Role.OWNER:
            raise ProblemError(403, "Only owners of the course invite tutors.")
        now, lasts = datetime.now(UTC), timedelta(days=body.days)
        token = joining.invite(session, course.id, body.role, now, email=body.email, lasts=lasts)
        audit.record(session, actor(), "invitation.made", course.id, course.id, role=body.role)
    return {
        "url": services().settings.url() + url_for("people.invitation", token=token),
        "role": body.role,
        "email": body.email,
        "expires_at": now + lasts,
    }, 201


@operation(
    "POST",
    "/memberships",
    scope=Scope.MANAGE,
    who=Who.ANYONE,
    answers=CourseOut,
    status=201,
    takes=JoinIn,
    problems=(404,),
    about="It needs a personal token. Who is in the course already stays what they are, or becomes more.",
)
def join() -> tuple[dict[str, Any], int]:
    """Join a course by its join code, or by an invitation."""
    if caller().course_id is not None:
        raise ProblemError(403, PERSONAL)
    body = received(JoinIn)
    if (body.join_code is None) == (body.invitation is None):
        raise refuse("join_code", "Send either `join_code` or `invitation`.")
    try:
        with services().database.write() as session:
            person = session.get_one(Person, actor())
            if body.invitation is not None:
                course = joining.accept(session, body.invitation, person, datetime.now(UTC))
            else:
                course = _by_code(session, body.join_code or "")
            role = joining.join(session, course.id, person.id, Role.STUDENT)
    except NoWayInError as error:
        services().throttle.count(throttle.PER_PLACE, "place", request.remote_addr or "")
        raise NotFoundError(str(error)) from None
    return courses.shown(course, role), 201


def _by_code(session: Session, code: str) -> Course:
    found = joining.course_of(session, code)
    if found is None:
        raise NoWayInError("No course has this code. It has eight letters and digits, such as ABCD-EFGH.")
    return found
