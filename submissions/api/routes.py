"""The addresses of version 1 for assignments and submissions."""

from __future__ import annotations

from typing import Any

from flask import request, url_for

from grader.assignment import AssignmentError, GradedFunction
from submissions import access, uploading
from submissions.access import NotFoundError
from submissions.api import schemas
from submissions.api.blueprint import api, problems
from submissions.api.caller import caller
from submissions.api.incoming import handed_in
from submissions.assignments import parsed
from submissions.feedback_policy import Policy, policy
from submissions.models import Assignment, State, Submission
from submissions.problems import ProblemError
from submissions.services import services
from submissions.store import verdicts, waiting

MOST = 500
"""Submissions in one answer."""


@api.get("/assignments")
@api.output(schemas.Assignments)
@api.doc(security="token", responses=problems())
def assignments() -> dict[str, Any]:
    """List the assignments that the token's holder may see."""
    token = caller()
    with services().database.read() as session:
        found = access.assignments_for(session, token.person_id, token.course_id)
        return {"assignments": [_line(assignment) for assignment in found]}


@api.get("/assignments/<assignment_id>")
@api.output(schemas.AssignmentOut)
@api.doc(security="token", responses=problems(404))
def assignment(assignment_id: str) -> dict[str, Any]:
    """Show an assignment and what is graded in it."""
    found = _assignment(assignment_id)
    file = parsed(found.text)
    return {
        **_line(found),
        "digest": file.digest,
        "intro": file.intro,
        "functions": [_function(function) for function in file.functions],
        "answers": [
            {"name": a.name, "title": a.title, "equation": a.equation, "points": a.points}
            for a in file.answers
        ],
    }


@api.post("/assignments/<assignment_id>/submissions")
@api.output(schemas.SubmissionOut, status_code=202, description="Stored, and on its way to be graded")
@api.doc(
    security="token",
    responses=problems(400, 404, 413, 415, 422, 503),
    description="Send the file as multipart/form-data in the field `file`, or JSON; typed-in answers, where "
    "the assignment asks for some, in the fields `answers[NAME]`, or `answers` of the JSON. An assignment "
    "without functions needs no file. What comes back says that all is stored; ask at its `Location` for the "
    "verdict.",
)
def submit(assignment_id: str) -> tuple[dict[str, Any], int, dict[str, str]]:
    """Hand in a file, or typed-in answers, or both."""
    found = _assignment(assignment_id)
    handed = handed_in(parsed(found.text))
    submission = uploading.store(found, caller().person_id, handed.filename, handed.upload, handed.answers)
    location = url_for("api.submission", submission_id=submission.id)
    with services().database.read() as session:
        place = waiting.place_in_queue(session, submission)
        visible = policy(session, caller().person_id, found)
    body = _submission(submission, found, visible, place=place)
    return body, 202, {"Location": location, "Retry-After": "1"}


@api.get("/submissions/<submission_id>")
@api.output(schemas.SubmissionOut)
@api.doc(
    security="token",
    responses=problems(404),
    description="A student's token shows of the report what the feedback policy of each check allows; a "
    "tutor's or a learning system's shows all of it.",
)
def submission(submission_id: str) -> dict[str, Any]:
    """Show a submission: where it is on its way, and its verdict."""
    token = caller()
    with services().database.read() as session:
        found = access.submission_for(session, token.person_id, submission_id, token.course_id)
        place = waiting.place_in_queue(session, found)
        verdict = verdicts.latest_verdict(session, found.id)
        visible = policy(session, token.person_id, found.assignment)
    report = verdict.report if verdict else None
    return _submission(found, found.assignment, visible, place=place, report=report)


@api.get("/assignments/<assignment_id>/submissions")
@api.output(schemas.Submissions)
@api.doc(
    security="token",
    responses=problems(404, 422),
    description="A student's token shows the student's own; a tutor's or a learning system's shows all. "
    f"`limit` (1 to {MOST}) and `before` (the id of a submission) lead through a long list.",
)
def submissions(assignment_id: str) -> tuple[dict[str, Any], int, dict[str, str]]:
    """List submissions, newest first."""
    token, found, limit = caller(), _assignment(assignment_id), _limit()
    before = request.args.get("before")
    with services().database.read() as session:
        if before is not None:
            _check_cursor(before, found)
        staff = access.is_staff(session, token.person_id, found.course_id)
        person = None if staff else token.person_id
        rows = verdicts.window(session, found.id, person, before, limit + 1)
        shown = policy(session, token.person_id, found).history(session, rows[:limit])
    headers = {}
    if len(rows) > limit:
        older = url_for(".submissions", assignment_id=assignment_id, limit=limit, before=shown[-1].id)
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


def _assignment(key: str) -> Assignment:
    token = caller()
    with services().database.read() as session:
        return access.assignment_for(session, token.person_id, key, token.course_id)


def _limit() -> int:
    text = request.args.get("limit", str(verdicts.WINDOW))
    if not (text.isascii() and text.isdigit() and len(text) < 5 and 1 <= int(text) <= MOST):
        raise ProblemError(422, f"`limit` must be a whole number from 1 to {MOST}.")
    return int(text)


def _check_cursor(before: str, found: Assignment) -> None:
    token = caller()
    try:
        with services().database.read() as session:
            mark = access.submission_for(session, token.person_id, before, token.course_id)
    except NotFoundError:
        mark = None
    if mark is None or mark.assignment_id != found.id:
        raise ProblemError(422, "`before` must be the id of a submission in this list.")


def _line(assignment: Assignment) -> dict[str, Any]:
    try:
        file = parsed(assignment.text)
        title, max_points = file.title, file.max_points
    except AssignmentError:  # one that cannot be used must not hide the others
        title, max_points = assignment.slug, None
    return {
        "id": assignment.id,
        "slug": assignment.slug,
        "course": assignment.course.slug,
        "title": title,
        "max_points": max_points,
        "opens_at": assignment.opens_at,
        "due_at": assignment.due_at,
    }


def _function(function: GradedFunction) -> dict[str, Any]:
    layer = function.layer
    return {
        "name": function.name,
        "points": function.points,
        "arrays": [{"name": a.name, "shape": a.shape, "meaning": a.meaning} for a in layer.arguments],
        "returns": layer.returns(),
        "starter": layer.starter,
        "checks": [
            {
                "name": check.name,
                "title": check.title(layer),
                "equation": check.equation(layer),
                "points": check.points,
            }
            for check in function.checks
        ],
    }


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
