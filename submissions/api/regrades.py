"""Grading anew on trial: begun, looked at, and published or thrown away."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from submissions import audit
from submissions.access import NotFoundError
from submissions.api import loading
from submissions.api.blueprint import operation
from submissions.api.caller import actor
from submissions.api.operation import Who
from submissions.api.received import received
from submissions.api.schemas_regrade import QueuedOut, RegradeIn, RegradeOut, Regrades
from submissions.auth.scopes import Scope
from submissions.models import Submission
from submissions.models_teaching import Regrade
from submissions.problems import ProblemError
from submissions.services import services
from submissions.store import regrades as store
from submissions.store import regrading
from submissions.store.regrades import RegradeError

ONE = "/assignments/<assignment_id>/regrades/<regrade_id>"


@operation("GET", "/assignments/<assignment_id>/regrades", scope=Scope.READ, who=Who.STAFF, answers=Regrades)
def regrades(assignment_id: str) -> dict[str, Any]:
    """List the regrades of an assignment, newest first."""
    with services().database.read() as session:
        found, _ = loading.assignment(session, assignment_id)
        return {"regrades": [_shown(session, one) for one in store.of_assignment(session, found.id)]}


@operation(
    "POST",
    "/assignments/<assignment_id>/regrades",
    scope=Scope.GRADE,
    who=Who.STAFF,
    answers=RegradeOut,
    status=201,
    takes=RegradeIn,
    about="The new verdicts count once they are published. One regrade of an assignment is open at a time.",
)
def begin_regrade(assignment_id: str) -> tuple[dict[str, Any], int]:
    """Grade submissions anew, on trial."""
    with services().database.write() as session:
        found, _ = loading.assignment(session, assignment_id)
        body = received(RegradeIn)
        chosen = body.submissions
        if chosen is None:
            wanted = select(Submission.id).where(Submission.assignment_id == found.id)
            chosen = list(session.scalars(wanted))
        try:
            made = store.begin(session, found.id, chosen, actor(), body.reason, datetime.now(UTC))
        except RegradeError as error:
            raise ProblemError(409, str(error)) from None
        course_id = found.course_id
        audit.record(
            session, actor(), "regrade.begun", made.id, course_id, reason=body.reason, count=len(chosen)
        )
        shown = _shown(session, made)
    services().queue.sweep()
    return shown, 201


@operation(
    "POST",
    "/assignments/<assignment_id>/broken",
    scope=Scope.GRADE,
    who=Who.STAFF,
    answers=QueuedOut,
    about="Those whose `state` is `broken`. There is nothing to publish: they have no verdict yet.",
)
def grade_broken(assignment_id: str) -> dict[str, Any]:
    """Queue once more what we failed to grade."""
    with services().database.write() as session:
        found, _ = loading.assignment(session, assignment_id)
        count = regrading.queue_broken(session, found.id)
        if count:
            course_id = found.course_id
            audit.record(session, actor(), "submissions.queued_again", found.id, course_id, count=count)
    services().queue.sweep()
    return {"queued": count}


@operation("GET", ONE, scope=Scope.READ, who=Who.STAFF, answers=RegradeOut)
def regrade(assignment_id: str, regrade_id: str) -> dict[str, Any]:
    """Show how far a regrade is, and every submission before and after."""
    with services().database.read() as session:
        found = _regrade(session, assignment_id, regrade_id)
        changes = [
            {
                "submission": one.submission_id,
                "person": one.person_id,
                **{key: value for key, value in asdict(one).items() if not key.endswith("_id")},
            }
            for one in store.changes(session, found)
        ]
        return {**_shown(session, found), "changes": changes}


@operation(
    "POST",
    f"{ONE}/publication",
    scope=Scope.GRADE,
    who=Who.STAFF,
    answers=RegradeOut,
    about="It may be sent twice.",
)
def publish_regrade(assignment_id: str, regrade_id: str) -> dict[str, Any]:
    """Let the new verdicts of a regrade count."""
    with services().database.write() as session:
        found = _regrade(session, assignment_id, regrade_id)
        try:
            added = store.publish(session, found.id, datetime.now(UTC))
        except RegradeError as error:
            raise ProblemError(409, str(error)) from None
        session.refresh(found)
        if added:
            course_id = found.assignment.course_id
            audit.record(session, actor(), "regrade.published", found.id, course_id, count=added)
        shown = _shown(session, found)
    services().queue.deliver()
    return shown


@operation("DELETE", ONE, scope=Scope.GRADE, who=Who.STAFF, status=204, problems=(409,))
def discard_regrade(assignment_id: str, regrade_id: str) -> tuple[str, int]:
    """Throw the new verdicts of a regrade away."""
    with services().database.write() as session:
        found = _regrade(session, assignment_id, regrade_id)
        if found.published_at is not None:
            raise ProblemError(409, "Its verdicts count already: begin another regrade.")
        if store.discard(session, found.id, datetime.now(UTC)):
            audit.record(session, actor(), "regrade.discarded", found.id, found.assignment.course_id)
    return "", 204


def _regrade(session: Session, assignment_id: str, regrade_id: str) -> Regrade:
    assignment, _ = loading.assignment(session, assignment_id)
    found = None if "\0" in regrade_id else session.get(Regrade, regrade_id)
    if found is None or found.assignment_id != assignment.id:
        raise NotFoundError("There is no such regrade of this assignment.")
    return found


def _shown(session: Session, row: Regrade) -> dict[str, Any]:
    return {
        "id": row.id,
        "reason": row.reason,
        "by": row.by_id,
        "created_at": row.created_at,
        "published_at": row.published_at,
        "discarded_at": row.discarded_at,
        "digest": row.digest,
        **asdict(store.progress(session, row.id)),
        "changes": None,
    }
