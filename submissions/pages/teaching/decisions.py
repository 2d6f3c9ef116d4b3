"""What a tutor sends from the page of a review: comments, points by hand, and taking either back."""

from __future__ import annotations

import math
from datetime import UTC, datetime

from flask import flash, make_response, redirect, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from submissions import access, audit
from submissions.assignments import task_of
from submissions.models import Submission
from submissions.pages import numbers
from submissions.pages.languages import say
from submissions.pages.loading import signed_in
from submissions.pages.teaching.loading import taught_submission
from submissions.pages.teaching.review import Refused, page
from submissions.pages.teaching.selection import Selection
from submissions.services import services
from submissions.store import reviewing

KEPT = 200
"""Characters of a comment that the audit trail keeps."""


def comment(submission_id: str) -> Response:
    """POST /submissions/<id>/comments: `text`, and `line` if it is about one."""
    text = request.form.get("text", "").replace("\r\n", "\n").strip()
    line = request.form.get("line", "")
    number = int(line) if line.isascii() and line.isdigit() and 0 < len(line) < 7 and int(line) else None
    with services().database.write() as record:
        submission = taught_submission(record, submission_id)
        if not text or len(text) > reviewing.LONGEST_COMMENT or "\0" in text:
            wrong = say("The comment is empty.") if not text else say("The comment is too long: shorten it.")
            return _refuse(record, submission, Refused("comment", wrong, text, number))
        made = reviewing.comment(
            record, submission.id, signed_in().person_id, number, text, datetime.now(UTC)
        )
        _note(record, submission, "comment.added", line=number, text=text[:KEPT], comment=made.id)
    return _back(submission_id, f"line-{number}" if number else "remarks")


def take_back_comment(submission_id: str, comment_id: str) -> Response:
    """POST /submissions/<id>/comments/<id>/delete."""
    with services().database.write() as record:
        submission = taught_submission(record, submission_id)
        gone = reviewing.take_back_comment(record, submission.id, comment_id)
        if gone is None:
            raise access.NotFoundError(say("There is no such comment (any more)."))
        _note(
            record, submission, "comment.taken_back", line=gone.line, text=gone.text[:KEPT], comment=gone.id
        )
    return _back(submission_id, f"line-{gone.line}" if gone.line else "remarks")


def points(submission_id: str) -> Response:
    """POST /submissions/<id>/points: `points` and `reason`; with `take_back` the verdict's count again."""
    typed, reason = request.form.get("points", "").strip(), request.form.get("reason", "").strip()
    take_back = "take_back" in request.form
    with services().database.write() as record:
        submission = taught_submission(record, submission_id)
        task = task_of(submission.assignment)
        given = None if take_back else _number(typed)
        wrong = _wrong(given, reason, task.max_points if task else math.inf, take_back=take_back)
        if wrong:
            return _refuse(record, submission, Refused("points", wrong, typed, reason=reason))
        reviewing.override(record, submission.id, signed_in().person_id, given, reason, datetime.now(UTC))
        action = "override.taken_back" if take_back else "override.given"
        _note(record, submission, action, points=given, reason=reason)
    services().queue.deliver()
    flash(
        say("The points of the verdict count again.") if take_back else say("Your points count from now on.")
    )
    return _back(submission_id, "points-by-hand")


def _number(typed: str) -> float | None:
    try:
        value = float(typed.replace(",", ".").replace("−", "-"))
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def _wrong(given: float | None, reason: str, most: float, *, take_back: bool) -> str:
    if not take_back and (given is None or not 0 <= given <= most):
        return say("The points must be a number from 0 to %(most)s.", most=numbers.points(most))
    if not reason:
        return say("Give a reason: the student reads it, and it stands in the audit trail.")
    if len(reason) > reviewing.LONGEST_REASON or "\0" in reason:
        return say("The reason is too long: at most %(most)s characters.", most=reviewing.LONGEST_REASON)
    return ""


def _note(record: Session, submission: Submission, action: str, **details: object) -> None:
    course_id = submission.assignment.course_id
    audit.record(record, signed_in().person_id, action, submission.id, course_id, **details)


def _refuse(record: Session, submission: Submission, refused: Refused) -> Response:
    return make_response(page(record, submission, refused), 422)


def _back(submission_id: str, anchor: str) -> Response:
    query = Selection.read(request.args).query
    return redirect(url_for("teaching.review", submission_id=submission_id, **query, _anchor=anchor), 303)
