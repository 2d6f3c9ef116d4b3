"""An assignment: the task, the starter file, handing in, and the attempts so far."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from functools import partial

from flask import Response, make_response, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from grader.answers import MAX_LENGTH
from grader.assignment import Assignment as Task
from submissions import access, typed_answers, uploading
from submissions.assignments import parsed
from submissions.feedback_policy import policy
from submissions.models import Assignment, Role, State, Submission
from submissions.pages import upload_form, view_rules
from submissions.pages.charts import points_chart
from submissions.pages.loading import newest_answers, signed_in
from submissions.pages.upload_form import Refused
from submissions.problems import ProblemError
from submissions.rules.handing_in import may_hand_in
from submissions.services import services
from submissions.store import counting
from submissions.wording import later


def show(key: str) -> str:
    """GET /assignments/<key>."""
    person = signed_in()
    with services().database.read() as session:
        assignment = access.assignment_for(session, person.person_id, key)
        return _page(session, assignment, person.person_id)


def starter(key: str) -> Response:
    """GET /assignments/<key>/starter.py: a file to begin with, as a download.

    Raises NotFoundError where there is no function to write.
    """
    person = signed_in()
    with services().database.read() as session:
        assignment = access.assignment_for(session, person.person_id, key)
    if not parsed(assignment.text).functions:
        raise access.NotFoundError(
            later("This assignment asks for answers only: there is no file to start from.")
        )
    response = make_response(starter_text(assignment.text))
    response.content_type = "text/x-python; charset=utf-8"
    response.headers["Content-Disposition"] = f'attachment; filename="{file_name(assignment.slug)}"'
    return response


def hand_in(key: str) -> BaseResponse:
    """POST /assignments/<key>/submissions: a file in `file`, pasted text in `source`, or typed-in answers.

    On success a redirect (303) to the submission; else the page again with what was typed and what is wrong.
    """
    person = signed_in()
    with services().database.read() as session:
        assignment, role = access.assignment_and_role(session, person.person_id, key)
    taken = _taken(assignment, person.person_id, role)
    if isinstance(taken, Submission):
        return redirect(url_for("pages.submission", submission_id=taken.id), 303)
    with services().database.read() as session:
        page = _page(session, assignment, person.person_id, taken)
    return make_response(page, taken.status, dict(taken.headers))


def _taken(assignment: Assignment, person_id: str, role: Role) -> Submission | Refused:
    field = "answers"
    try:
        handed = upload_form.read(request.files, request.form, parsed(assignment.text))
        if isinstance(handed, Refused):
            return handed
        field = handed.field
        return uploading.store(assignment, person_id, role, handed.filename, handed.upload, handed.answers)
    except ProblemError as problem:
        named = problem.more.get("answer")
        message = view_rules.over(problem.more.get("reason")) or problem.detail
        return Refused(f"answer-{named}" if named else field, message, problem.status, problem.headers)


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
) -> str:
    task, now = parsed(assignment.text), datetime.now(UTC)
    max_points = policy(session, person_id, assignment).max_points(task)
    rules, standing = (
        counting.rules_of(assignment),
        counting.for_person(session, assignment, person_id, person_id),
    )
    so_far = counting.so_far(session, assignment.id, person_id, now)
    terms = view_rules.terms(rules, standing.extension, so_far, now)
    is_staff = access.is_staff(session, person_id, assignment.course_id)
    refusal = None if is_staff or refused else may_hand_in(rules, standing.extension, so_far, now)
    history = standing.attempts
    return render_template(
        "pages/assignment.html",
        assignment=assignment,
        task=task,
        starter_name=file_name(assignment.slug),
        history=history,
        curve=points_chart(history, max_points),
        max_points=max_points,
        is_staff=is_staff,
        over=view_rules.over(refusal.reason) if refusal else "",
        limit_kib=services().settings.max_upload_kib,
        longest_answer=MAX_LENGTH,
        terms=terms,
        units=view_rules.units(),
        counts=view_rules.what_counts(standing, rules, max_points) if history else "",
        counted_id=standing.counted.attempt_id,
        withheld=partial(
            view_rules.withheld,
            attempts=sum(attempt.state is State.GRADED for attempt in history),
            past_due=terms.due_at is not None and terms.due_at < now,
        ),
        errors={refused.field: refused.message} if refused else {},
        typed=_typed(assignment.text),
        answers=_answers(session, assignment.id, person_id, task) if task.answers else {},
    )


def _typed(text: str) -> str:
    """What stands in the text field: what was sent just now, or the starter file where it is asked for."""
    if request.method == "POST":
        return request.form.get("source", "")
    return starter_text(text) if "starter" in request.args and parsed(text).functions else ""


def _answers(session: Session, assignment_id: str, person_id: str, task: Task) -> dict[str, str]:
    """What stands in the fields: what was sent just now, or else the answers of the newest attempt."""
    if request.method == "POST":
        return {a.name: request.form.get(typed_answers.field(a.name), "") for a in task.answers}
    return newest_answers(session, assignment_id, person_id)
