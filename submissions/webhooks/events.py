"""What can be told, and how it gets into the outbox: in the transaction of the change that it tells of.

A message holds ids and points, and no names: who receives it reads the rest by the API, as far as its token
allows. Messages may come twice and in another order; the id of a message stays the same.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, bindparam, select
from sqlalchemy.orm import Session

from submissions.models import Assignment, State, Submission, Verdict, new_id
from submissions.models_programs import Delivery, Webhook
from submissions.models_teaching import Regrade, RegradeItem
from submissions.store.conditions import table_of
from submissions.wording import later

GRADED = "submission.graded"
BROKEN = "submission.broken"
PUBLISHED = "assignment.published"
OVERRIDDEN = "override.made"
PING = "ping"

ABOUT = {
    GRADED: later("A submission has a verdict, for the first time or anew"),
    BROKEN: later("A submission could not be graded, by our fault: it has no points"),
    PUBLISHED: later("An assignment was opened to the students"),
    OVERRIDDEN: later("A tutor gave points by hand, or took them back"),
}
"""Every event that can be asked for, and what it means."""
ALL = "all"

_hook, _submission, _assignment = (table_of(model).c for model in (Webhook, Submission, Assignment))
# Every grading asks, and to build a statement takes longer than to run it.
_ASKED = (
    select(_hook.id)
    .join(table_of(Assignment), _assignment.course_id == _hook.course_id)
    .join(table_of(Submission), _submission.assignment_id == _assignment.id)
    .where(_submission.id == bindparam("submission"), _hook.active)
    .limit(1)
)
"""Whether a submission's course has a webhook."""


def chosen(words: Iterable[str]) -> str:
    """What is kept of the events that were asked for.

    Raises:
        ValueError: none was, or one that is not there; the message says which are.
    """
    wanted = {word for given in words for word in given.split()}
    unknown = sorted(wanted.difference(ABOUT, {ALL}))
    if unknown or not wanted:
        begin = f"There is no event {unknown[0]!r}." if unknown else "Choose at least one event."
        raise ValueError(f"{begin} The events are {', '.join((ALL, *ABOUT))}.")
    return ALL if ALL in wanted else " ".join(event for event in ABOUT if event in wanted)


def enqueue(session: Session, course_id: str, event: str, data: dict[str, Any], now: datetime) -> int:
    """Put a message to every webhook of the course that asked for the event into the outbox; how many.

    Args:
        data: what is told, as JSON: ids, points, moments in ISO 8601.
    """
    return _put_all(session, _asking(session, Webhook.course_id == course_id), event, data, now)


def put(session: Session, webhook_id: str, event: str, data: dict[str, Any], now: datetime) -> Delivery:
    """One message to one webhook, due at once."""
    message = Delivery(
        id=new_id(),
        webhook_id=webhook_id,
        event=event,
        payload={"type": event, "timestamp": now.isoformat(), "data": data},
        created_at=now,
        tries=0,
        next_at=now,
    )
    session.add(message)
    return message


def verdict_stored(session: Session, submission_id: str, lease: str, now: datetime) -> int:
    """Tell that a submission has got the verdict that was stored under `lease`, if there is one; how many."""
    if session.scalar(_ASKED, {"submission": submission_id}) is None:  # as nearly always
        return 0
    row = session.execute(
        select(Submission, Assignment.slug, Assignment.course_id, Verdict)
        .join(Assignment, Assignment.id == Submission.assignment_id)
        .join(Verdict, Verdict.submission_id == Submission.id)
        .where(Verdict.lease == lease, Submission.id == submission_id)
    ).one_or_none()
    if row is None:  # a regrade failed: the verdict from before goes on counting
        return 0
    submission, slug, course_id, verdict = row
    event = BROKEN if verdict.points is None else GRADED
    data = _graded(submission, slug, verdict.points, verdict.report.get("max_points"))
    return enqueue(session, course_id, event, data, now)


def regrade_published(session: Session, regrade_id: str, now: datetime) -> int:
    """Tell of every verdict that a published regrade brought; how many are told."""
    course = (
        select(Assignment.course_id)
        .join(Regrade, Regrade.assignment_id == Assignment.id)
        .where(Regrade.id == regrade_id)
        .scalar_subquery()
    )
    asking = _asking(session, Webhook.course_id == course)
    if not asking:
        return 0
    rows = session.execute(
        select(Submission, Assignment.slug, Verdict.points, Verdict.report["max_points"].as_float())
        .join(Assignment, Assignment.id == Submission.assignment_id)
        .join(Verdict, Verdict.submission_id == Submission.id)
        .join(RegradeItem, RegradeItem.id == Verdict.lease)
        .where(RegradeItem.regrade_id == regrade_id)
        .order_by(Submission.created_at, Submission.id)
    ).all()
    for submission, slug, points, max_points in rows:
        _put_all(session, asking, GRADED, _graded(submission, slug, points, max_points), now)
    return len(rows)


def _graded(
    submission: Submission, slug: str, points: float | None, max_points: float | None
) -> dict[str, Any]:
    return {
        "submission": submission.id,
        "assignment": submission.assignment_id,
        "assignment_slug": slug,
        "person": submission.person_id,
        "handed_in": submission.created_at.isoformat(),
        "state": (State.BROKEN if points is None else State.GRADED).value,
        "points": points,
        "max_points": max_points,
    }


def overridden(session: Session, submission_id: str, points: float | None, now: datetime) -> int:
    """Tell that a tutor gave points by hand; None took them back. How many are told."""
    row = session.execute(
        select(Submission.person_id, Submission.assignment_id, Assignment.slug, Assignment.course_id)
        .join(Assignment, Assignment.id == Submission.assignment_id)
        .where(Submission.id == submission_id)
    ).one()
    data = {
        "submission": submission_id,
        "assignment": row.assignment_id,
        "assignment_slug": row.slug,
        "person": row.person_id,
        "points": points,
    }
    return enqueue(session, row.course_id, OVERRIDDEN, data, now)


def published(session: Session, assignment: Assignment, now: datetime) -> int:
    """Tell that students see the assignment from now on; how many are told."""
    data = {
        "assignment": assignment.id,
        "assignment_slug": assignment.slug,
        "opens_at": assignment.opens_at.isoformat() if assignment.opens_at else None,
        "due_at": assignment.due_at.isoformat() if assignment.due_at else None,
    }
    return enqueue(session, assignment.course_id, PUBLISHED, data, now)


def _put_all(
    session: Session, asking: dict[str, set[str]], event: str, data: dict[str, Any], now: datetime
) -> int:
    wanted = [webhook_id for webhook_id, events in asking.items() if {event, ALL} & events]
    for webhook_id in wanted:
        put(session, webhook_id, event, data, now)
    return len(wanted)


def _asking(session: Session, where: ColumnElement[bool]) -> dict[str, set[str]]:
    """The events that each active webhook asks for, by its id."""
    rows = session.execute(
        select(Webhook.id, Webhook.events)
        .where(where, Webhook.active)
        .order_by(Webhook.created_at, Webhook.id)
    )
    return {row.id: set(row.events.split()) for row in rows}
