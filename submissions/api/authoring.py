"""Making and changing assignments, for the staff of a course."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

from flask import url_for

from grader.assignment import Assignment as Task
from grader.assignment import AssignmentError, parse
from submissions import audit
from submissions.api import loading, schemas, show_assignment, versions
from submissions.api.blueprint import operation
from submissions.api.caller import actor
from submissions.api.operation import Who
from submissions.api.received import received, refuse
from submissions.api.schemas_teaching import (
    AssignmentChange,
    AssignmentIn,
    TextIn,
    ValidationOut,
    Versions,
)
from submissions.api.versions import Answer, with_etag
from submissions.auth.scopes import Scope
from submissions.lti import outbox
from submissions.models import Assignment
from submissions.problems import ProblemError
from submissions.rules import reading
from submissions.rules.reading import RulesError
from submissions.services import services
from submissions.store import authoring as store
from submissions.store.courses import TakenError
from submissions.webhooks import events


@operation(
    "POST",
    "/courses/<course_id>/assignments",
    scope=Scope.MANAGE,
    who=Who.STAFF,
    answers=schemas.AssignmentOut,
    status=201,
    takes=AssignmentIn,
    about="Students do not see it until it is `published`.",
)
def make_assignment(course_id: str) -> Answer:
    """Make an assignment from its file."""
    with services().database.write() as session:
        course, _ = loading.course(session, course_id)
        body = received(AssignmentIn)
        task = usable(body.text)
        rules = _rules(body.rules or {}, body.opens_at, body.due_at)
        try:
            made = store.make(
                session,
                course.id,
                slug=body.slug or task.id,
                text=body.text,
                now=datetime.now(UTC),
                opens_at=body.opens_at,
                due_at=body.due_at,
                rules=rules,
                published=body.published,
            )
        except TakenError as error:
            raise ProblemError(409, str(error)) from None
        audit.record(
            session, actor(), "assignment.made", made.id, course.id, slug=made.slug, digest=task.digest
        )
        if made.published:
            events.published(session, made, datetime.now(UTC))
        shown = show_assignment.whole(store.locked(session, made.id))
    if body.published:
        services().queue.deliver()
    return with_etag(shown, 201, {"Location": url_for("api.assignment", assignment_id=made.id)})


@operation(
    "POST",
    "/courses/<course_id>/assignments/validation",
    scope=Scope.READ,
    who=Who.STAFF,
    answers=ValidationOut,
    takes=TextIn,
)
def validate(course_id: str) -> dict[str, Any]:
    """Look whether an assignment's file can be used, without storing it."""
    with services().database.read() as session:
        loading.course(session, course_id)
    try:
        task = parse(received(TextIn).text)
    except AssignmentError as error:
        line, message = _place(error)
        return {"valid": False, "line": line, "message": message, "title": None, "max_points": None}
    message = f"This file can be used: {task.title}, {task.max_points:g} points."
    return {
        "valid": True,
        "line": None,
        "message": message,
        "title": task.title,
        "max_points": task.max_points,
    }


@operation(
    "PATCH",
    "/assignments/<assignment_id>",
    scope=Scope.MANAGE,
    who=Who.STAFF,
    answers=schemas.AssignmentOut,
    takes=AssignmentChange,
    changes=True,
    about="What was graded keeps its verdict until it is graded anew. The file of before is kept.",
)
def change_assignment(assignment_id: str) -> Answer:
    """Change an assignment's file, dates or rules, publish it, or hide it again."""
    with services().database.write() as session:
        seen, _ = loading.assignment(session, assignment_id)
        found = store.locked(session, seen.id)
        versions.check(_shown(found))
        body = received(AssignmentChange)
        changed = body.model_dump(exclude_unset=True)
        if not changed:
            raise refuse("text", "Nothing is to be changed: send at least one field.")
        was_published = found.published
        details = _change(found, changed)
        if "text" in changed:
            task = usable(body.text)
            store.change_text(session, found, body.text, datetime.now(UTC))
            details["digest"] = task.digest
        if found.published and not was_published:
            events.published(session, found, datetime.now(UTC))
        outbox.of_assignment(session, found.id, datetime.now(UTC))
        audit.record(session, actor(), "assignment.changed", found.id, found.course_id, **details)
        shown = show_assignment.whole(found)
    if found.published and not was_published:
        services().queue.deliver()
    return with_etag(shown)


@operation(
    "DELETE",
    "/assignments/<assignment_id>",
    scope=Scope.MANAGE,
    who=Who.STAFF,
    status=204,
    changes=True,
    problems=(409,),
    about="Only as long as nobody but tutors and owners, who tried it, has handed anything in: what students "
    "handed in is never deleted so (409); take it out of sight with `published` then. Its extensions, its "
    "earlier files, and what tutors handed in go with it.",
)
def delete_assignment(assignment_id: str) -> tuple[str, int]:
    """Delete an assignment that no student has handed anything in for."""
    with services().database.write() as session:
        seen, _ = loading.assignment(session, assignment_id)
        found = store.locked(session, seen.id)
        versions.check(_shown(found))
        course_id, slug, digest = found.course_id, found.slug, store.digest(found.text)
        try:
            tried = store.delete(session, found)
        except store.HandedInError as error:
            raise ProblemError(409, str(error)) from None
        audit.record(
            session, actor(), "assignment.deleted", seen.id, course_id, slug=slug, digest=digest, tried=tried
        )
    return "", 204


@operation("GET", "/assignments/<assignment_id>/versions", scope=Scope.READ, who=Who.STAFF, answers=Versions)
def assignment_versions(assignment_id: str) -> dict[str, Any]:
    """Show the files that an assignment has and had."""
    with services().database.read() as session:
        found, _ = loading.assignment(session, assignment_id)
        earlier = store.earlier_versions(session, found.id)
    present = {"digest": store.digest(found.text), "replaced_at": None, "text": found.text}
    before = [{"digest": v.digest, "replaced_at": v.replaced_at, "text": v.text} for v in earlier]
    return {"versions": [present, *before]}


def _change(found: Assignment, changed: dict[str, Any]) -> dict[str, Any]:
    """Change dates, rules and whether it is published; returns what the audit trail tells of it."""
    opens_at = changed.get("opens_at", found.opens_at)
    due_at = changed.get("due_at", found.due_at)
    rules = changed.get("rules", found.rules) or {}
    found.rules = _rules(rules, opens_at, due_at)
    found.opens_at, found.due_at = opens_at, due_at
    found.published = changed.get("published", found.published)
    details = {name: value for name, value in changed.items() if name != "text"}
    return {
        name: value.isoformat() if isinstance(value, datetime) else value for name, value in details.items()
    }


def _shown(found: Assignment) -> dict[str, Any]:
    """As it is shown; also one whose file cannot be used (any more), so that it can be mended."""
    try:
        return show_assignment.whole(found)
    except AssignmentError:
        return {**show_assignment.line(found), "text": found.text}


def usable(text: str) -> Task:
    """What an assignment's file says. Raises ProblemError 422 with the line that is wrong."""
    try:
        return parse(text)
    except AssignmentError as error:
        line, message = _place(error)
        raise ProblemError(
            422, message, line=line, errors=[{"pointer": "/text", "detail": message}]
        ) from None


def _place(error: AssignmentError) -> tuple[int | None, str]:
    """The line that the sentence names, and the sentence."""
    found = re.search(r"^Line (\d+): |\(at line (\d+),", str(error))
    return (int(found[1] or found[2]) if found else None), str(error)


def _rules(stored: object, opens_at: datetime | None, due_at: datetime | None) -> dict[str, Any]:
    try:
        reading.check_dates(opens_at, due_at)
        return reading.values(stored)
    except RulesError as error:
        pointer = f"/{error.key}" if error.key in {"opens_at", "due_at", "rules"} else f"/rules/{error.key}"
        raise ProblemError(422, str(error), errors=[{"pointer": pointer, "detail": str(error)}]) from None
