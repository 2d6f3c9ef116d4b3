"""An assignment: the task, the starter file, handing in, and the attempts so far."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from flask import Response, make_response, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from submissions import access, uploading
from submissions.assignments import parsed
from submissions.feedback_policy import policy
from submissions.models import Assignment, Submission
from submissions.pages import upload_form
from submissions.pages.charts import line_chart
from submissions.pages.loading import signed_in
from submissions.pages.upload_form import Refused
from submissions.problems import ProblemError
from submissions.services import services
from submissions.store import verdicts


def show(key: str) -> str:
    """GET /assignments/<key>."""
    person = signed_in()
    with services().database.read() as session:
        assignment = access.assignment_for(session, person.person_id, key)
        return _page(session, assignment, person.person_id)


def starter(key: str) -> Response:
    """GET /assignments/<key>/starter.py: a file to begin with, as a download."""
    person = signed_in()
    with services().database.read() as session:
        assignment = access.assignment_for(session, person.person_id, key)
    response = make_response(starter_text(assignment.text))
    response.content_type = "text/x-python; charset=utf-8"
    response.headers["Content-Disposition"] = f'attachment; filename="{file_name(assignment.slug)}"'
    return response


def hand_in(key: str) -> BaseResponse:
    """POST /assignments/<key>/submissions: a file in `file`, or pasted text in `source`.

    On success a redirect (303) to the submission; else the page again with what was typed and what is wrong.
    """
    person = signed_in()
    with services().database.read() as session:
        assignment = access.assignment_for(session, person.person_id, key)
    taken = _taken(assignment.id, person.person_id)
    if isinstance(taken, Submission):
        return redirect(url_for("pages.submission", submission_id=taken.id), 303)
    with services().database.read() as session:
        page = _page(session, assignment, person.person_id, taken, request.form.get("source", ""))
    return make_response(page, taken.status)


def _taken(assignment_id: str, person_id: str) -> Submission | Refused:
    handed = upload_form.read(request.files, request.form)
    if isinstance(handed, Refused):
        return handed
    try:
        return uploading.store(assignment_id, person_id, handed.filename, handed.upload)
    except ProblemError as problem:
        return Refused(handed.field, problem.detail, problem.status)


def starter_text(text: str) -> str:
    """The functions of an assignment, still to be written."""
    task = parsed(text)
    title = " ".join(task.title.split())
    head = f"# {title}: write the backward passes, then hand this file in.\n\nimport numpy as np"
    return "\n\n\n".join([head, *(function.layer.starter.strip("\n") for function in task.functions)]) + "\n"


def file_name(slug: str) -> str:
    """A name for the starter file that is a Python module."""
    return re.sub(r"\W", "_", slug) + ".py"


def _page(
    session: Session,
    assignment: Assignment,
    person_id: str,
    refused: Refused | None = None,
    typed: str = "",
) -> str:
    task = parsed(assignment.text)
    visible = policy(session, person_id, assignment)
    history = visible.history(session, verdicts.history(session, assignment.id, person_id))
    max_points = visible.max_points(task)
    return render_template(
        "pages/assignment.html",
        assignment=assignment,
        task=task,
        starter_name=file_name(assignment.slug),
        history=history,
        curve=line_chart(
            {"Points": [attempt.points for attempt in reversed(history) if attempt.points is not None]},
            low=0,
            high=max_points,
        ),
        max_points=max_points,
        is_staff=access.is_staff(session, person_id, assignment.course_id),
        limit_kib=services().settings.max_upload_kib,
        now=datetime.now(UTC),
        errors={refused.field: refused.message} if refused else {},
        typed=typed,
    )
