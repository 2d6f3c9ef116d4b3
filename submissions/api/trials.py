"""Trying an assignment out before students do: a file is graded, and is nobody's attempt."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from typing import Any

from flask import request, url_for
from sqlalchemy.orm import Session
from werkzeug.exceptions import RequestEntityTooLarge

from grader.assignment import LARGEST as LONGEST_TEXT
from submissions import access, uploading
from submissions.access import NotFoundError
from submissions.api import incoming, loading
from submissions.api.authoring import usable
from submissions.api.blueprint import operation
from submissions.api.caller import actor
from submissions.api.operation import Who
from submissions.api.received import checked, refuse
from submissions.api.schemas_trials import TrialIn, TrialOut, Tried
from submissions.auth.scopes import Scope
from submissions.models import State
from submissions.models_teaching import Trial
from submissions.problems import ProblemError
from submissions.services import services
from submissions.store import trials as store
from submissions.store.trials import TooManyError

ALL = "/courses/<course_id>/trials"
FORM = "multipart/form-data"


@operation(
    "POST",
    ALL,
    scope=Scope.MANAGE,
    who=Who.STAFF,
    answers=TrialOut,
    status=202,
    success="Stored for a day, and on its way to be graded",
    problems=(400, 413, 415),
    about="Send `assignment`, or `text`, beside what a student would hand in: as multipart/form-data with "
    "the field `file`, or as JSON with `source`. The assignment's rules do not hold, and nothing counts: "
    f"no list and no export has it. At most {store.MOST} trials of a course wait at a time (429).",
)
def try_out(course_id: str) -> tuple[dict[str, Any], int, dict[str, str]]:
    """Grade a file to try an assignment out."""
    with services().database.read() as session:
        course, _ = loading.course(session, course_id)
        wanted = _wanted()
        text = _text(session, course.id, wanted)
    task = usable(text)
    handed = incoming.handed_in(task)
    answers = uploading.checked(task, handed.upload, handed.answers)
    try:
        with services().database.write() as session:
            made = store.add(
                session,
                course.id,
                actor(),
                text=text,
                seed=wanted.seed or secrets.token_hex(16),
                filename=uploading.clean_filename(handed.filename) if handed.upload else "",
                upload=handed.upload or b"",
                answers=answers,
                now=datetime.now(UTC),
            )
    except TooManyError:
        detail = f"{store.MOST} trials of this course wait already. Look at their reports first."
        raise ProblemError(429, detail, headers={"Retry-After": "10"}) from None
    if not services().queue.try_out(made.id):
        with services().database.write() as session:
            store.not_sent(session, made.id)
    location = url_for("api.trial", course_id=course.id, trial_id=made.id)
    return _shown(made), 202, {"Location": location, "Retry-After": "1"}


@operation(
    "GET",
    f"{ALL}/<trial_id>",
    scope=Scope.READ,
    who=Who.STAFF,
    answers=TrialOut,
    about="It is there for a day.",
)
def trial(course_id: str, trial_id: str) -> dict[str, Any]:
    """Show what came of trying an assignment out."""
    with services().database.read() as session:
        course, _ = loading.course(session, course_id)
        found = None if "\0" in trial_id else store.find(session, course.id, trial_id)
        if found is None:
            raise NotFoundError("There is no such trial in this course (any more).")
        return _shown(found)


def _wanted() -> Tried:
    """What the request says beside the file. Raises ProblemError 400, 413, 415 or 422."""
    request.max_content_length = incoming.largest_body() + incoming.LONGEST_ESCAPE * LONGEST_TEXT
    try:
        sent = _sent()
    except RequestEntityTooLarge:
        raise uploading.too_large(services().settings.max_upload_kib * 1024) from None
    if not isinstance(sent, dict):
        raise ProblemError(422, "Send a JSON object.")
    whole = checked(TrialIn, sent, "pointer")
    return Tried(assignment=whole.assignment, text=whole.text, seed=whole.seed)


def _sent() -> object:
    if request.is_json:
        return incoming.json_body()
    if request.mimetype != FORM:
        how = "Send multipart/form-data with the field `file`, or JSON with `source`."
        raise ProblemError(415, how, headers={"Accept": incoming.ACCEPTED})
    twice = [name for name in Tried.model_fields if len(request.form.getlist(name)) > 1]
    if twice:
        raise refuse(twice[0], f"The field `{twice[0]}` may occur only once.")
    named = ((name or "", value) for name, value in request.form.items())  # a part may have no name
    return {name: value for name, value in named if not name.startswith("answers[")}


def _text(session: Session, course_id: str, wanted: Tried) -> str:
    if (wanted.text is None) == (wanted.assignment is None):
        raise refuse("assignment", "Send either `assignment` or `text`.")
    if wanted.text is not None:
        return wanted.text
    try:
        return access.assignment_for(session, actor(), wanted.assignment or "", course_id).text
    except NotFoundError:
        raise refuse("assignment", "`assignment` must be the id or slug of one of this course.") from None


def _shown(found: Trial) -> dict[str, Any]:
    state = State.QUEUED
    if found.report is not None:
        state = State.BROKEN if found.report.get("points") is None else State.GRADED
    return {
        "id": found.id,
        "state": state,
        "filename": found.filename,
        "seed": found.seed,
        "created_at": found.created_at,
        "report": found.report,
    }
