"""Every change of a submission: each is one conditional update, so of several who try only one succeeds.

`now` is the caller's clock. It only decides when a lease or a pause is over; that a submission gets exactly
one verdict does not hang on it, but on the lease, which is drawn anew with each claim.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import ColumnElement, CursorResult, Update, and_, func, or_, select, update
from sqlalchemy.orm import Session

from submissions import lifecycle
from submissions.lifecycle import Move
from submissions.models import Assignment, State, Submission, Verdict, new_id
from submissions.store import measurements

TICK = timedelta(microseconds=1)
COUNTED_PLACES = 1000
"""A place in the queue beyond this is not counted out: nobody waits for it to change."""


@dataclass(frozen=True)
class Claimed:
    """A submission that is ours to grade until the lease runs out. `tries` counts this one, too."""

    id: str
    lease: str
    claimed_at: datetime
    tries: int
    assignment_text: str
    upload: bytes
    filename: str
    answers: dict[str, str] | None


def add(
    session: Session,
    *,
    assignment_id: str,
    person_id: str,
    filename: str,
    upload: bytes,
    now: datetime,
    answers: dict[str, str] | None = None,
) -> Submission:
    """A new submission, queued. Commit it before its id is sent."""
    latest = session.scalar(
        select(func.max(Submission.created_at)).where(
            Submission.assignment_id == assignment_id, Submission.person_id == person_id
        )
    )
    created_at = max(now, latest + TICK) if latest else now
    waiting = (
        select(Submission.id)
        .where(Submission.person_id == person_id, Submission.state == State.QUEUED)
        .limit(max(lifecycle.WAITING))
        .subquery()
    )
    submission = Submission(
        id=new_id(),
        assignment_id=assignment_id,
        person_id=person_id,
        filename=filename,
        upload=upload,
        answers=answers,
        created_at=created_at,
        state=State.QUEUED,
        priority=lifecycle.priority(session.scalar(select(func.count()).select_from(waiting)) or 0),
        tries=0,
        sent_at=now,
    )
    session.add(submission)
    session.flush()
    return submission


def claim(
    session: Session, submission_id: str, holder: str, now: datetime, lease_seconds: float
) -> Claimed | None:
    """Take a submission for the task `holder`; None if it is graded, taken by another, or must still wait."""
    lease = new_id()
    moved = _moved(
        session,
        update(Submission)
        .where(Submission.id == submission_id, _claimable(holder, now))
        .values(
            state=lifecycle.goal(Move.CLAIM),
            holder=holder,
            lease=lease,
            lease_until=now + timedelta(seconds=lease_seconds),
            not_before=None,
            tries=Submission.tries + 1,
        ),
    )
    if not moved:
        return None
    row = session.execute(
        select(Submission.tries, Assignment.text, Submission.upload, Submission.filename, Submission.answers)
        .join(Assignment)
        .where(Submission.id == submission_id)
    ).one()
    return Claimed(submission_id, lease, now, *row)


def finish(
    session: Session,
    submission_id: str,
    lease: str,
    report: dict[str, Any],
    now: datetime,
    claimed_at: datetime | None = None,
) -> bool:
    """Store the verdict; whether it is stored, now or already. False: another holds it now.

    `report` is `Report.to_json()`; `claimed_at` goes into the measurement.
    """
    return _end(session, submission_id, lease, Move.FINISH, report, now, claimed_at)


def give_up(
    session: Session,
    submission_id: str,
    lease: str,
    report: dict[str, Any],
    now: datetime,
    claimed_at: datetime | None = None,
) -> bool:
    """After the last try: broken, by our fault, without a score. `report` says why. Returns as `finish`."""
    return _end(session, submission_id, lease, Move.GIVE_UP, {**report, "points": None}, now, claimed_at)


def give_back(session: Session, submission_id: str, lease: str, now: datetime) -> bool:
    """Queue it again after a pause that grows with its tries. False: the lease was lost."""
    tries = session.scalar(
        select(Submission.tries).where(Submission.id == submission_id, Submission.lease == lease)
    )
    if tries is None:
        return False
    return _moved(
        session,
        _held(submission_id, lease, Move.GIVE_BACK).values(
            state=lifecycle.goal(Move.GIVE_BACK),
            holder=None,
            lease=None,
            lease_until=None,
            not_before=now + lifecycle.pause(tries),
            sent_at=None,
        ),
    )


def not_sent(session: Session, submission_id: str) -> None:
    """Note that the broker did not take the id, so that the next sweep sends it."""
    session.execute(update(Submission).where(Submission.id == submission_id).values(sent_at=None))


def lost(session: Session, now: datetime, sent_before: datetime, limit: int = 500) -> dict[str, int]:
    """Ids that must be sent (again), oldest first, with their priority; they are noted as sent now.

    Those queued whose id never reached the broker, or was sent before `sent_before`; and those running whose
    lease has run out. Each goes up one priority, so that nobody waits for ever.
    """
    overdue = or_(Submission.sent_at.is_(None), Submission.sent_at < sent_before, Submission.sent_at > now)
    waits = and_(
        Submission.state == State.QUEUED,
        or_(Submission.not_before.is_(None), Submission.not_before <= now),
        overdue,
    )
    forsaken = and_(Submission.state == State.RUNNING, Submission.lease_until < now, overdue)
    found = {
        row.id: max(0, row.priority - lifecycle.PRIORITIES[1])
        for row in session.execute(
            select(Submission.id, Submission.priority)
            .where(or_(waits, forsaken))
            .order_by(Submission.created_at, Submission.id)
            .limit(limit)
            .with_for_update(skip_locked=True)  # of two sweeps, each sends what the other does not
        )
    }
    for priority in set(found.values()):
        ids = [submission_id for submission_id, its in found.items() if its == priority]
        session.execute(
            update(Submission).where(Submission.id.in_(ids)).values(sent_at=now, priority=priority)
        )
    return found


def place_in_queue(session: Session, submission: Submission) -> int | None:
    """1 for the next to be graded; None unless it is queued. Counted up to `COUNTED_PLACES`."""
    if submission.state != State.QUEUED:
        return None
    before = (
        select(Submission.id)
        .where(
            Submission.state == State.QUEUED,
            or_(
                Submission.priority < submission.priority,
                and_(
                    Submission.priority == submission.priority,
                    Submission.created_at < submission.created_at,
                ),
            ),
        )
        .limit(COUNTED_PLACES - 1)
        .subquery()
    )
    return 1 + (session.scalar(select(func.count()).select_from(before)) or 0)


def _claimable(holder: str, now: datetime) -> ColumnElement[bool]:
    """`lifecycle.may_claim` in SQL."""
    return or_(
        and_(
            Submission.state == State.QUEUED,
            or_(Submission.not_before.is_(None), Submission.not_before <= now),
        ),
        and_(
            Submission.state == State.RUNNING,
            or_(
                Submission.holder == holder,
                Submission.lease_until.is_(None),
                Submission.lease_until < now,
            ),
        ),
    )


def _held(submission_id: str, lease: str, move: Move) -> Update:
    sources = lifecycle.MOVES[move][0]
    return update(Submission).where(
        Submission.id == submission_id, Submission.lease == lease, Submission.state.in_(sources)
    )


def _end(
    session: Session,
    submission_id: str,
    lease: str,
    move: Move,
    report: dict[str, Any],
    now: datetime,
    claimed_at: datetime | None,
) -> bool:
    ended = _moved(
        session,
        _held(submission_id, lease, move).values(
            state=lifecycle.goal(move), holder=None, lease=None, lease_until=None, not_before=None
        ),
    )
    if not ended:
        stored = select(Verdict.id).where(Verdict.lease == lease, Verdict.submission_id == submission_id)
        return session.scalar(stored) is not None
    created_at, tries, latest = session.execute(
        select(
            Submission.created_at,
            Submission.tries,
            select(func.max(Verdict.created_at))
            .where(Verdict.submission_id == submission_id)
            .scalar_subquery(),
        ).where(Submission.id == submission_id)
    ).one()
    verdict = Verdict(
        id=new_id(),
        submission_id=submission_id,
        lease=lease,
        points=report["points"],
        report=report,
        created_at=max(now, latest + TICK) if latest else now,
    )
    session.add(verdict)
    session.flush()
    if latest is None:
        measurements.add(
            session,
            verdict.id,
            report,
            created_at=created_at,
            claimed_at=claimed_at or now,
            ended_at=now,
            tries=tries,
        )
        session.flush()
    return True


def _moved(session: Session, statement: Update) -> bool:
    result = cast(
        "CursorResult[Any]", session.execute(statement.execution_options(synchronize_session=False))
    )
    return result.rowcount == 1
