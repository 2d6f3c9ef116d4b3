"""Courses: which there are, making one, and changing it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from flask import url_for

from submissions import access, audit
from submissions.api import loading, versions, windows
from submissions.api.blueprint import operation
from submissions.api.caller import actor, caller
from submissions.api.operation import Who
from submissions.api.received import asked, received, refuse
from submissions.api.schemas_course import CourseChange, CourseIn, CourseOut, Courses
from submissions.api.versions import Answer, with_etag
from submissions.api.windows import Window
from submissions.auth import joining
from submissions.auth.scopes import Scope
from submissions.models import Course, Person, Role
from submissions.problems import ProblemError
from submissions.services import services
from submissions.store import courses as store
from submissions.store.courses import TakenError


@operation("GET", "/courses", scope=Scope.READ, who=Who.ANYONE, answers=Courses, query=Window)
def courses() -> Answer:
    """List the courses that the token's holder is in."""
    query, token = asked(Window), caller()
    with services().database.read() as session:
        found = store.of_person(session, token.person_id, token.course_id, query.after, query.limit + 1)
    lines, more = windows.cut(found, query.limit)
    headers = windows.link(lines[-1][0].id, query) if more else {}
    return {"courses": [shown(*line) for line in lines]}, 200, headers


@operation(
    "POST",
    "/courses",
    scope=Scope.MANAGE,
    who=Who.ADMIN,
    answers=CourseOut,
    status=201,
    takes=CourseIn,
    about="Who makes a course becomes its owner.",
)
def make_course() -> Answer:
    """Make a course."""
    token = caller()
    with services().database.write() as session:
        person = session.get(Person, token.person_id)
        if token.course_id is not None or person is None or not person.is_admin:
            raise ProblemError(403, "Courses are made by administrators, with a personal token.")
        body = received(CourseIn)
        try:
            made = store.make(
                session,
                slug=body.slug,
                title=body.title,
                time_zone=body.time_zone,
                owner_id=person.id,
                now=datetime.now(UTC),
            )
        except TakenError as error:
            raise ProblemError(409, str(error)) from None
        audit.record(session, actor(), "course.made", made.id, made.id, slug=made.slug, title=made.title)
    location = url_for("api.course", course_id=made.id)
    return with_etag(shown(made, Role.OWNER), 201, {"Location": location})


@operation("GET", "/courses/<course_id>", scope=Scope.READ, who=Who.MEMBER, answers=CourseOut)
def course(course_id: str) -> Answer:
    """Show a course."""
    with services().database.read() as session:
        return with_etag(shown(*loading.course(session, course_id)))


@operation(
    "PATCH",
    "/courses/<course_id>",
    scope=Scope.MANAGE,
    who=Who.OWNER,
    answers=CourseOut,
    takes=CourseChange,
    changes=True,
)
def change_course(course_id: str) -> Answer:
    """Change a course's title, time zone or join code."""
    with services().database.write() as session:
        found, role = loading.course(session, course_id)
        found = store.locked(session, found.id)
        versions.check(shown(found, role))
        changed = received(CourseChange).model_dump(exclude_unset=True)
        if not changed:
            raise refuse("title", "Nothing is to be changed: send `title`, `time_zone` or `join_code`.")
        if changed.get("join_code") == "new":
            changed["join_code"] = joining.new_code()
        for name, value in changed.items():
            setattr(found, name, value)
        kept = {name: value for name, value in changed.items() if name != "join_code"}
        audit.record(session, actor(), "course.changed", found.id, found.id, changed=sorted(changed), **kept)
    return with_etag(shown(found, role))


def shown(course: Course, role: Role) -> dict[str, Any]:
    """A course as who is `role` in it sees it."""
    return {
        "id": course.id,
        "slug": course.slug,
        "title": course.title,
        "time_zone": course.time_zone,
        "role": role,
        "join_code": course.join_code if role in access.STAFF else None,
        "created_at": course.created_at,
    }
