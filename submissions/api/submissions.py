"""Submissions: handing in, where one is on its way, and its verdict."""

from __future__ import annotations

import base64
from datetime import datetime
from typing import Any

from flask import request, url_for

from submissions import access, uploading
from submissions.access import NotFoundError
from submissions.api import fields, loading, schemas
from submissions.api.blueprint import operation
from submissions.api.caller import caller
from submissions.api.incoming import handed_in
from submissions.api.operation import Who
from submissions.assignments import parsed
from submissions.auth.scopes import Scope
from submissions.feedback_policy import Policy, policy
from submissions.models import Assignment, State, Submission
from submissions.problems import ProblemError
from submissions.services import services
from submissions.store import verdicts, waiting

MOST = 500
"""Submissions in one answer."""


@operation(
    "POST",
    "/assignments/<assignment_id>/submissions",
    scope=Scope.SUBMIT,
    who=Who.MEMBER,
    answers=schemas.SubmissionOut,
    status=202,
    success="Stored, and on its way to be graded",
    problems=(400, 413, 415, 422, 503),
    about="Send the file as multipart/form-data in the field `file`, or JSON; typed-in answers, where "
    "the assignment asks for some, in the fields `answers[NAME]`, or `answers` of the JSON. An assignment "
    "without functions needs no file. What comes back says that all is stored; ask at its `Location` for the "
    "verdict. A student is refused before it opens and after its deadline (403), without attempts left "
    "(409), and when they come too fast (429).",
)
def submit(assignment_id: str) -> tuple[dict[str, Any], int, dict[str, str]]:
    """Hand in a file, or typed-in answers, or both."""
    with services().database.read() as session:
        found, role = loading.assignment(session, assignment_id)
    handed = handed_in(parsed(found.text))
    person_id = caller().person_id
    submission = uploading.store(found, person_id, role, handed.filename, handed.upload, handed.answers)
    location = url_for("api.submission", submission_id=submission.id)
    with services().database.read() as session:
        place = waiting.place_in_queue(session, submission)
        visible = policy(session, person_id, found)
    body = _submission(submission, found, visible, place=place)
    return body, 202, {"Location": location, "Retry-After": "1"}


@operation(
    "GET",
    "/submissions/<submission_id>",
    scope=Scope.READ,
    who=Who.MEMBER,
    answers=schemas.SubmissionOut,
    about="A student's token shows of the report what the feedback policy of each check allows; a "
    "tutor's or a learning system's shows all of it.",
)
def submission(submission_id: str) -> dict[str, Any]:
    """Show a submission: where it is on its way, and its verdict."""
    token = caller()
    with services().database.read() as session:
        found, _ = loading.submission(session, submission_id)
        place = waiting.place_in_queue(session, found)
        verdict = verdicts.latest_verdict(session, found.id)
        visible = policy(session, token.person_id, found.assignment)
    report = verdict.report if verdict else None
    return _submission(found, found.assignment, visible, place=place, report=report)


@operation(
    "GET",
    "/assignments/<assignment_id>/submissions",
    scope=Scope.READ,
    who=Who.MEMBER,
    answers=schemas.Submissions,
    query=schemas.SubmissionsQuery,
    about="A student's token shows the student's own; a tutor's or a learning system's shows all. "
    f"`limit` (1 to {MOST}) and `before` (the id of a submission) lead through a long list; the header Link "
    "has both.",
)
def submissions(assignment_id: str) -> tuple[dict[str, Any], int, dict[str, str]]:
    """List submissions, newest first."""
    token, limit, (person, state, since) = caller(), _limit(), _filters()
    before = request.args.get("before")
    with services().database.read() as session:
        found, role = loading.assignment(session, assignment_id)
        if before is not None:
            _check_cursor(before, found)
        if role not in access.STAFF:
            person = token.person_id
        rows = verdicts.window(session, found.id, person, before, limit + 1, state=state, since=since)
        shown = policy(session, token.person_id, found).history(session, rows[:limit])
    headers = {}
    if len(rows) > limit:
        kept = {name: request.args[name] for name in ("person", "state", "since") if name in request.args}
        kept |= {"assignment_id": assignment_id, "before": shown[-1].id, "limit": str(limit)}
        older = url_for(".submissions", **kept)  # type: ignore[arg-type]
        headers["Link"] = f'<{older}>; rel="next"'
    lines = [
        {
            "id": row.id,
            "number": row.number,
            "person": row.person_id,
            "filename": row.filename,
            "created_at": row.created_at,
            "state": row.state,
            "points": row.points,
        }
        for row in shown
    ]
    return {"submissions": lines}, 200, headers


@operation(
    "GET",
    "/submissions/<submission_id>/report",
    scope=Scope.READ,
    who=Who.MEMBER,
    answers=schemas.ReportOut,
    about="As much of it as the feedback policy of each check lets the token's holder see.",
)
def report(submission_id: str) -> dict[str, Any]:
    """Show the newest report on a submission alone."""
    with services().database.read() as session:
        found, _ = loading.submission(session, submission_id)
        verdict = verdicts.latest_verdict(session, found.id)
        visible = policy(session, caller().person_id, found.assignment)
    if verdict is None:
        raise NotFoundError("There is no report yet: the submission waits to be graded.")
    return visible.report(verdict.report)


@operation(
    "GET",
    "/submissions/<submission_id>/source",
    scope=Scope.READ,
    who=Who.MEMBER,
    answers=schemas.SourceOut,
)
def source(submission_id: str) -> dict[str, Any]:
    """Show what was handed in, as it was sent."""
    with services().database.read() as session:
        found, _ = loading.submission(session, submission_id)
        upload = found.upload
    try:
        text = upload.decode() if upload else None
    except UnicodeDecodeError:
        text = None
    coded = base64.b64encode(upload).decode() if upload else None
    return {"filename": found.filename, "source": text, "base64": coded, "answers": found.answers}


def _limit() -> int:
    text = request.args.get("limit", str(verdicts.WINDOW))
    if not (text.isascii() and text.isdigit() and len(text) < 5 and 1 <= int(text) <= MOST):
        raise ProblemError(422, f"`limit` must be a whole number from 1 to {MOST}.")
    return int(text)


def _filters() -> tuple[str | None, State | None, datetime | None]:
    """`person`, `state` and `since` of the query. Raises ProblemError 422."""
    unknown = set(request.args) - set(schemas.SubmissionsQuery.model_fields)
    if unknown:
        raise ProblemError(422, f"`{sorted(unknown)[0][:40]}` is not known here.")
    state, since = request.args.get("state"), request.args.get("since")
    person = request.args.get("person")
    if state is not None and state not in set(State):
        raise ProblemError(422, f"`state` must be one of {', '.join(State)}.")
    try:
        moment = None if since is None else fields.moment(since)
    except ValueError as error:
        raise ProblemError(422, f"`since` {error}.") from None
    if person is not None and "\0" in person:
        raise ProblemError(422, "`person` must be the id of a person.")
    return person, None if state is None else State(state), moment


def _check_cursor(before: str, found: Assignment) -> None:
    token = caller()
    try:
        with services().database.read() as session:
            mark = access.submission_for(session, token.person_id, before, token.course_id)
    except NotFoundError:
        mark = None
    if mark is None or mark.assignment_id != found.id:
        raise ProblemError(422, "`before` must be the id of a submission in this list.")


def _submission(
    submission: Submission,
    assignment: Assignment,
    visible: Policy,
    *,
    place: int | None,
    report: dict[str, Any] | None = None,
) -> dict[str, Any]:
    report = visible.report(report) if report else None
    done = submission.state in {State.GRADED, State.BROKEN}
    return {
        "id": submission.id,
        "assignment": assignment.slug,
        "assignment_id": assignment.id,
        "filename": submission.filename,
        "created_at": submission.created_at,
        "state": submission.state,
        "place": place,
        "points": report["points"] if report and done else None,
        "max_points": visible.max_points(parsed(assignment.text)),
        "report": report,
    }
