"""What tutors decide on a submission: points by hand and comments. Its student reads both."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from submissions import audit
from submissions.access import NotFoundError
from submissions.api import loading
from submissions.api.blueprint import operation
from submissions.api.caller import actor
from submissions.api.operation import Who
from submissions.api.received import received, refuse
from submissions.api.schemas_teaching import (
    CommentIn,
    CommentOut,
    Comments,
    OverrideIn,
    OverrideOut,
    Overrides,
)
from submissions.assignments import parsed
from submissions.auth.scopes import Scope
from submissions.models_teaching import Comment, Override
from submissions.services import services
from submissions.store import reviewing

OVERRIDES = "/submissions/<submission_id>/overrides"
COMMENTS = "/submissions/<submission_id>/comments"
KEPT = 200
"""Characters of a comment that the audit trail keeps."""


@operation("GET", OVERRIDES, scope=Scope.READ, who=Who.MEMBER, answers=Overrides)
def overrides(submission_id: str) -> dict[str, Any]:
    """List the decisions on a submission's points, newest first."""
    with services().database.read() as session:
        found, _ = loading.submission(session, submission_id)
        return {"overrides": [_override(row) for row in reviewing.overrides(session, found.id)]}


@operation(
    "POST",
    OVERRIDES,
    scope=Scope.GRADE,
    who=Who.STAFF,
    answers=OverrideOut,
    status=201,
    takes=OverrideIn,
    about="What a tutor gave wins over all attempts that were there by then; nothing is taken off it for "
    "being late.",
)
def override(submission_id: str) -> tuple[dict[str, Any], int]:
    """Give a submission points by hand, or take them back."""
    with services().database.write() as session:
        found, _ = loading.submission(session, submission_id)
        body = received(OverrideIn)
        most = parsed(found.assignment.text).max_points
        if body.points is not None and body.points > most:
            raise refuse("points", f"`points` must be at most {most:g}, the points of the assignment.")
        made = reviewing.override(session, found.id, actor(), body.points, body.reason, datetime.now(UTC))
        action = "override.given" if body.points is not None else "override.taken_back"
        course_id = found.assignment.course_id
        audit.record(session, actor(), action, found.id, course_id, points=body.points, reason=body.reason)
    services().queue.deliver()
    return _override(made), 201


@operation("GET", COMMENTS, scope=Scope.READ, who=Who.MEMBER, answers=Comments)
def comments(submission_id: str) -> dict[str, Any]:
    """List the comments on a submission."""
    with services().database.read() as session:
        found, _ = loading.submission(session, submission_id)
        return {"comments": [_comment(row) for row in reviewing.comments(session, found.id)]}


@operation(
    "POST",
    COMMENTS,
    scope=Scope.GRADE,
    who=Who.STAFF,
    answers=CommentOut,
    status=201,
    takes=CommentIn,
)
def comment(submission_id: str) -> tuple[dict[str, Any], int]:
    """Comment on a line of a submission, or on the whole of it."""
    with services().database.write() as session:
        found, _ = loading.submission(session, submission_id)
        body = received(CommentIn)
        made = reviewing.comment(session, found.id, actor(), body.line, body.text, datetime.now(UTC))
        course_id = found.assignment.course_id
        audit.record(
            session,
            actor(),
            "comment.added",
            found.id,
            course_id,
            comment=made.id,
            line=body.line,
            text=body.text[:KEPT],
        )
        return _comment(made), 201


@operation("DELETE", f"{COMMENTS}/<comment_id>", scope=Scope.GRADE, who=Who.STAFF, status=204)
def take_back_comment(submission_id: str, comment_id: str) -> tuple[str, int]:
    """Delete a comment."""
    with services().database.write() as session:
        found, _ = loading.submission(session, submission_id)
        gone = None
        if "\0" not in comment_id:
            gone = reviewing.take_back_comment(session, found.id, comment_id)
        if gone is None:
            raise NotFoundError("There is no such comment (any more).")
        course_id = found.assignment.course_id
        audit.record(
            session,
            actor(),
            "comment.taken_back",
            found.id,
            course_id,
            comment=gone.id,
            line=gone.line,
            text=gone.text[:KEPT],
        )
    return "", 204


def _override(row: Override) -> dict[str, Any]:
    return {
        "id": row.id,
        "points": row.points,
        "reason": row.reason,
        "by": row.by_id,
        "created_at": row.created_at,
    }


def _comment(row: Comment) -> dict[str, Any]:
    return {"id": row.id, "line": row.line, "text": row.text, "by": row.by_id, "created_at": row.created_at}
