"""Members of a course. Its staff adds and changes students; whoever shall be staff is for its owners."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from flask import url_for
from sqlalchemy.orm import Session

from submissions import audit
from submissions.access import NotFoundError
from submissions.api import loading, versions, windows
from submissions.api.blueprint import operation
from submissions.api.caller import actor
from submissions.api.operation import Who
from submissions.api.received import asked, received, refuse
from submissions.api.schemas_course import MemberChange, MemberIn, MemberOut, Members, MembersQuery
from submissions.api.versions import Answer, with_etag
from submissions.auth.scopes import Scope
from submissions.models import Role
from submissions.problems import ProblemError
from submissions.services import services
from submissions.store import courses as store
from submissions.store.courses import Member, TakenError, UnprovenError

UNKNOWN = "There is no such member of this course."
UNPROVEN = (
    "Whoever made an account with this address was never asked to prove that it is theirs. To make them "
    "staff, give them an invitation from the page of the course."
)


@operation(
    "GET",
    "/courses/<course_id>/members",
    scope=Scope.READ,
    who=Who.STAFF,
    answers=Members,
    query=MembersQuery,
)
def members(course_id: str) -> Answer:
    """List the members of a course by name."""
    with services().database.read() as session:
        found, _ = loading.course(session, course_id)
        query = asked(MembersQuery)
        if query.after is not None and store.member(session, found.id, query.after) is None:
            raise windows.no_such_line()
        rows = store.members(
            session,
            found.id,
            role=query.role,
            group_id=query.group,
            after=query.after,
            limit=query.limit + 1,
        )
    lines, more = windows.cut(rows, query.limit)
    headers = windows.link(lines[-1].person_id, query, course_id=course_id) if more else {}
    return {"members": [_shown(line) for line in lines]}, 200, headers


@operation(
    "POST",
    "/courses/<course_id>/members",
    scope=Scope.MANAGE,
    who=Who.STAFF,
    answers=MemberOut,
    status=201,
    takes=MemberIn,
    about="Whoever has the address becomes a member, under the name that they gave themselves; else a new "
    "person is made. Only owners add staff, and by their address only those who are staff somewhere already "
    "or have never set a password here: nobody proves an address by writing it down (409).",
)
def add_member(course_id: str) -> Answer:
    """Add a member to a course."""
    with services().database.write() as session:
        found, role = loading.course(session, course_id)
        body = received(MemberIn)
        _check_rank(role, Role(body.role))
        _check_group(session, found.id, body.group)
        try:
            person_id = store.add_member(
                session,
                found.id,
                name=body.name,
                email=body.email,
                role=Role(body.role),
                group_id=body.group,
                external_id=body.external_id,
                now=datetime.now(UTC),
            )
        except TakenError as error:
            raise ProblemError(409, str(error)) from None
        except UnprovenError:
            raise ProblemError(409, UNPROVEN) from None
        audit.record(session, actor(), "member.added", person_id, found.id, role=body.role)
        added = _member(session, found.id, person_id)
    location = url_for("api.member", course_id=found.id, person_id=person_id)
    return with_etag(added, 201, {"Location": location})


@operation(
    "GET", "/courses/<course_id>/members/<person_id>", scope=Scope.READ, who=Who.STAFF, answers=MemberOut
)
def member(course_id: str, person_id: str) -> Answer:
    """Show a member of a course."""
    with services().database.read() as session:
        found, _ = loading.course(session, course_id)
        return with_etag(_member(session, found.id, person_id))


@operation(
    "PATCH",
    "/courses/<course_id>/members/<person_id>",
    scope=Scope.MANAGE,
    who=Who.STAFF,
    answers=MemberOut,
    takes=MemberChange,
    changes=True,
    problems=(409,),
    about="Only owners change who is staff, and one owner stays.",
)
def change_member(course_id: str, person_id: str) -> Answer:
    """Change a member's role, group or external id."""
    with services().database.write() as session:
        found, role = loading.course(session, course_id)
        store.locked(session, found.id)
        shown = _member(session, found.id, person_id)
        versions.check(shown)
        body = received(MemberChange)
        changed = body.model_dump(exclude_unset=True)
        if not changed:
            raise refuse("role", "Nothing is to be changed: send `role`, `group` or `external_id`.")
        row = store.membership(session, found.id, person_id)
        if row is None:
            raise NotFoundError(UNKNOWN)
        if "role" in changed:
            _check_rank(role, Role(row.role), Role(body.role))
            if body.role != Role.OWNER:
                _check_last_owner(session, found.id, Role(row.role))
            row.role = body.role
        if "group" in changed:
            _check_group(session, found.id, body.group)
            row.group_id = body.group
        if "external_id" in changed:
            row.external_id = body.external_id
        session.flush()
        audit.record(session, actor(), "member.changed", person_id, found.id, **changed)
        return with_etag(_member(session, found.id, person_id))


@operation(
    "DELETE",
    "/courses/<course_id>/members/<person_id>",
    scope=Scope.MANAGE,
    who=Who.STAFF,
    status=204,
    problems=(409,),
    about="What they handed in stays in the record. Only owners remove staff, and one owner stays.",
)
def remove_member(course_id: str, person_id: str) -> tuple[str, int]:
    """Remove a member from a course."""
    with services().database.write() as session:
        found, role = loading.course(session, course_id)
        store.locked(session, found.id)
        _member(session, found.id, person_id)
        row = store.membership(session, found.id, person_id)
        if row is None:
            raise NotFoundError(UNKNOWN)
        _check_rank(role, Role(row.role))
        _check_last_owner(session, found.id, Role(row.role))
        audit.record(session, actor(), "member.removed", person_id, found.id, role=row.role)
        session.delete(row)
    return "", 204


def _check_rank(mine: Role, *roles: Role) -> None:
    if mine is not Role.OWNER and any(role is not Role.STUDENT for role in roles):
        raise ProblemError(403, "Only owners of the course decide who belongs to its staff.")


def _check_last_owner(session: Session, course_id: str, was: Role) -> None:
    if was is Role.OWNER and store.owners(session, course_id) == 1:
        raise ProblemError(409, "This is the only owner of the course: make somebody else an owner first.")


def _check_group(session: Session, course_id: str, group_id: str | None) -> None:
    if group_id is not None and store.group(session, course_id, group_id) is None:
        raise refuse("group", "`group` must be the id of a group of this course.")


def _member(session: Session, course_id: str, person_id: str) -> dict[str, Any]:
    found = None if "\0" in person_id else store.member(session, course_id, person_id)
    if found is None:
        raise NotFoundError(UNKNOWN)
    return _shown(found)


def _shown(line: Member) -> dict[str, Any]:
    values = asdict(line)
    return {"person": values.pop("person_id"), **values}
