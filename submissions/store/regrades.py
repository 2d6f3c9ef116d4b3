"""Grading on trial: submissions are graded anew, then the new verdicts are published or thrown away.

An item of a regrade is a hint to nobody but the worker: nothing that students see changes until publishing,
which adds the new verdicts in one transaction. A verdict made so has the item's id as its lease, so that it
is added once, however often somebody publishes. What stays broken on trial keeps the verdict it has.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import (
    CursorResult,
    Select,
    and_,
    func,
    insert,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Session, aliased

from submissions import lifecycle
from submissions.lifecycle import Move
from submissions.lti import outbox
from submissions.models import Assignment, Submission, Verdict, new_id
from submissions.models_teaching import Regrade, RegradeItem
from submissions.store import authoring
from submissions.store.reviewing import points_by_hand
from submissions.webhooks import events
from submissions.wording import later

TICK = timedelta(microseconds=1)
BATCH = 500
"""Rows in one statement."""
OPEN = and_(Regrade.published_at.is_(None), Regrade.discarded_at.is_(None))
"""Whether a regrade is neither published nor thrown away."""
_ONE = {"synchronize_session": False}


class RegradeError(ValueError):
    """It cannot be begun, or ended so. The message may be shown to the tutor."""


@dataclass(frozen=True)
class Progress:
    """How far a regrade is; of those `done`, our grading failed for `broken`."""

    total: int
    done: int
    broken: int


@dataclass(frozen=True)
class Change:
    """One submission before and after. None: no points, because our grading failed. `by_hand` are points that
    a tutor gave, which go on counting."""

    submission_id: str
    person_id: str
    done: bool
    before: float | None
    after: float | None
    by_hand: float | None


def begin(
    session: Session,
    assignment_id: str,
    submission_ids: Sequence[str],
    by_id: str,
    reason: str,
    now: datetime,
) -> Regrade:
    """Begin a regrade of those that have been graded, or given up; what retention emptied is left out.

    Raises:
        RegradeError: another one of the assignment is still open, or there is nothing to grade.
    """
    text = session.scalars(
        select(Assignment.text).where(Assignment.id == assignment_id).with_for_update()
    ).one()
    if open_of(session, assignment_id) is not None:
        raise RegradeError(
            later("Another regrade of this assignment is still open: publish it or throw it away first.")
        )
    batches = [submission_ids[at : at + BATCH] for at in range(0, len(submission_ids), BATCH)]
    ids = [id_ for batch in batches for id_ in _gradable(session, assignment_id, batch)]
    if not ids:
        raise RegradeError(
            later("None of these submissions can be graded anew: they wait for their first verdict.")
        )
    made = Regrade(
        id=new_id(),
        assignment_id=assignment_id,
        reason=reason,
        by_id=by_id,
        created_at=now,
        digest=authoring.digest(text),
    )
    session.add(made)
    session.flush()
    rows = [{"id": new_id(), "regrade_id": made.id, "submission_id": id_, "tries": 0} for id_ in ids]
    session.execute(insert(RegradeItem), rows)
    return made


def open_of(session: Session, assignment_id: str) -> Regrade | None:
    """The regrade of the assignment that is neither published nor thrown away."""
    return session.scalar(select(Regrade).where(Regrade.assignment_id == assignment_id, OPEN).limit(1))


def of_assignment(session: Session, assignment_id: str) -> list[Regrade]:
    """All of them, newest first."""
    found = select(Regrade).where(Regrade.assignment_id == assignment_id)
    return list(session.scalars(found.order_by(Regrade.created_at.desc(), Regrade.id)))


def progress(session: Session, regrade_id: str) -> Progress:
    """How far it is."""
    done = RegradeItem.report.is_not(None)
    total, ended, broken = session.execute(
        select(
            func.count(),
            func.count().filter(done),
            func.count().filter(done, RegradeItem.points.is_(None)),
        ).where(RegradeItem.regrade_id == regrade_id)
    ).one()
    return Progress(total, ended, broken)


def changes(session: Session, regrade: Regrade) -> list[Change]:
    """Every submission of a regrade before and after, in the order of the people's ids. One query."""
    earlier = (
        select(Verdict.points)
        .where(Verdict.submission_id == RegradeItem.submission_id, Verdict.lease != RegradeItem.id)
        .order_by(Verdict.created_at.desc(), Verdict.id.desc())
        .limit(1)
        .correlate(RegradeItem)
    )
    if regrade.published_at is not None:
        earlier = earlier.where(Verdict.created_at <= regrade.published_at)
    rows = session.execute(
        select(
            RegradeItem.submission_id,
            Submission.person_id,
            RegradeItem.report.is_not(None).label("done"),
            earlier.scalar_subquery().label("before"),
            RegradeItem.points.label("after"),
            points_by_hand().label("by_hand"),
        )
        .join(Submission, Submission.id == RegradeItem.submission_id)
        .where(RegradeItem.regrade_id == regrade.id)
        .order_by(Submission.person_id, Submission.created_at)
    )
    return [Change(r.submission_id, r.person_id, bool(r.done), r.before, r.after, r.by_hand) for r in rows]


def publish(session: Session, regrade_id: str, now: datetime) -> int:
    """Let the new verdicts count; how many were added: none if it was published before.

    Raises:
        RegradeError: it was thrown away, or is not graded through.
    """
    regrade = session.get_one(Regrade, regrade_id)
    if regrade.published_at is not None:
        return 0
    found = progress(session, regrade_id)
    if found.done < found.total:
        raise RegradeError(later("Not every submission has been graded yet: wait until all are."))
    if not _ended(session, regrade_id, published_at=now):
        session.refresh(regrade)
        if regrade.published_at is not None:
            return 0
        raise RegradeError(later("This regrade was thrown away: begin a new one."))
    regraded = select(RegradeItem.submission_id).where(
        RegradeItem.regrade_id == regrade_id, RegradeItem.points.is_not(None)
    )
    latest = session.scalar(select(func.max(Verdict.created_at)).where(Verdict.submission_id.in_(regraded)))
    at = max(now, latest + TICK) if latest else now
    made = _made(regrade_id, at)
    added = session.scalar(select(func.count()).select_from(made.subquery())) or 0
    session.execute(
        insert(Verdict).from_select(["id", "lease", "submission_id", "points", "report", "created_at"], made)
    )
    sources, goal = lifecycle.MOVES[Move.PUBLISH]
    session.execute(
        update(Submission)
        .where(Submission.id.in_(regraded), Submission.state.in_(sources), Submission.state != goal)
        .values(state=goal),
        execution_options=_ONE,
    )
    events.regrade_published(session, regrade_id, now)
    outbox.regrade_published(session, regrade_id, now)
    return added


def discard(session: Session, regrade_id: str, now: datetime) -> bool:
    """Throw the new verdicts away; False if they were published, or thrown away before."""
    return _ended(session, regrade_id, discarded_at=now)


def _made(regrade_id: str, at: datetime) -> Select[Any]:
    """The rows of verdicts to be added: one for each item that has points and none yet."""
    stored = aliased(Verdict)
    there = select(stored.id).where(stored.lease == RegradeItem.id).exists()
    return select(
        RegradeItem.id,
        RegradeItem.id.label("lease"),
        RegradeItem.submission_id,
        RegradeItem.points,
        RegradeItem.report,
        literal(at, Verdict.created_at.type).label("created_at"),
    ).where(RegradeItem.regrade_id == regrade_id, RegradeItem.points.is_not(None), ~there)


def _gradable(session: Session, assignment_id: str, ids: Sequence[str]) -> list[str]:
    ended = lifecycle.MOVES[Move.REGRADE][0]
    wanted: Select[str] = select(Submission.id).where(
        Submission.id.in_(ids),
        Submission.assignment_id == assignment_id,
        Submission.state.in_(ended),
        or_(func.length(Submission.upload) > 0, Submission.answers.is_not(None)),
    )
    return list(session.scalars(wanted))


def _ended(session: Session, regrade_id: str, **values: datetime) -> bool:
    statement = update(Regrade).where(Regrade.id == regrade_id, OPEN).values(**values)
    result = session.execute(statement, execution_options=_ONE)
    return cast("CursorResult[Any]", result).rowcount == 1
