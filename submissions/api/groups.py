"""Groups of a course."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from submissions import audit
from submissions.access import NotFoundError
from submissions.api import loading, versions
from submissions.api.blueprint import operation
from submissions.api.caller import actor
from submissions.api.operation import Who
from submissions.api.received import received
from submissions.api.schemas_course import GroupIn, GroupOut, Groups
from submissions.api.versions import Answer, with_etag
from submissions.auth.scopes import Scope
from submissions.models import Group
from submissions.problems import ProblemError
from submissions.services import services
from submissions.store import courses as store
from submissions.store.courses import TakenError


@operation("GET", "/courses/<course_id>/groups", scope=Scope.READ, who=Who.MEMBER, answers=Groups)
def groups(course_id: str) -> dict[str, Any]:
    """List the groups of a course."""
    with services().database.read() as session:
        found, _ = loading.course(session, course_id)
        return {"groups": [_shown(group) for group in store.groups(session, found.id)]}


@operation(
    "POST",
    "/courses/<course_id>/groups",
    scope=Scope.MANAGE,
    who=Who.STAFF,
    answers=GroupOut,
    status=201,
    takes=GroupIn,
)
def make_group(course_id: str) -> Answer:
    """Make a group."""
    with services().database.write() as session:
        found, _ = loading.course(session, course_id)
        body = received(GroupIn)
        try:
            made = store.make_group(session, found.id, body.name)
        except TakenError as error:
            raise ProblemError(409, str(error)) from None
        audit.record(session, actor(), "group.made", made.id, found.id, name=made.name)
    return with_etag(_shown(made), 201)


@operation(
    "PATCH",
    "/courses/<course_id>/groups/<group_id>",
    scope=Scope.MANAGE,
    who=Who.STAFF,
    answers=GroupOut,
    takes=GroupIn,
    changes=True,
    problems=(409,),
    about="Its ETag is that of the answer that made or changed it; `*` takes whatever there is.",
)
def rename_group(course_id: str, group_id: str) -> Answer:
    """Give a group another name."""
    with services().database.write() as session:
        course, _ = loading.course(session, course_id)
        found = _group(session, course.id, group_id)
        versions.check(_shown(found))
        body = received(GroupIn)
        try:
            store.rename_group(session, found, body.name)
        except TakenError as error:
            raise ProblemError(409, str(error)) from None
        audit.record(session, actor(), "group.renamed", found.id, course.id, name=body.name)
    return with_etag(_shown(found))


@operation(
    "DELETE",
    "/courses/<course_id>/groups/<group_id>",
    scope=Scope.MANAGE,
    who=Who.STAFF,
    status=204,
    about="Its members stay in the course.",
)
def remove_group(course_id: str, group_id: str) -> tuple[str, int]:
    """Remove a group."""
    with services().database.write() as session:
        course, _ = loading.course(session, course_id)
        found = _group(session, course.id, group_id)
        audit.record(session, actor(), "group.removed", found.id, course.id, name=found.name)
        session.delete(found)
    return "", 204


def _group(session: Session, course_id: str, group_id: str) -> Group:
    found = None if "\0" in group_id else store.group(session, course_id, group_id)
    if found is None:
        raise NotFoundError("There is no such group in this course.")
    return found


def _shown(group: Group) -> dict[str, Any]:
    return {"id": group.id, "name": group.name}
