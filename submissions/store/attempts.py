"""Every change of a submission: each is one conditional update, so of several who try only one succeeds.

`now` is the caller's clock. It only decides when a lease or a pause is over; that a submission gets exactly
one verdict does not hang on it, but on the lease, which is drawn anew with each claim.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import CursorResult, Update, and_, bindparam, func, or_, select, update
from sqlalchemy.orm import Session

from submissions import lifecycle
from submissions.lifecycle import Move
from submissions.models import Assignment, State, Submission, Verdict, new_id
from submissions.store import measurements, waiting
from submissions.store.conditions import is_forsaken, is_ready

TICK = timedelta(microseconds=1)
NO_LIMIT = 2**31 - 1
_BEFORE = select(
    select(func.max(Submission.created_at))
    .where(
        Submission.assignment_id == bindparam("assignment_id"),
        Submission.person_id == bindparam("person_id"),
    )
    .scalar_subquery()
    .label("latest"),
    select(func.count())
    .select_from(
        select(Submission.id)
        .where(
            Submission.person_id == bindparam("person_id"),
            Submission.state == State.QUEUED,
            Submission.priority < lifecycle.REGRADE_PRIORITY,
        )
        .limit(max(lifecycle.WAITING))
        .subquery()
    )
    .scalar_subquery()
    .label("waiting"),
    waiting.full(bindparam("but_one")).label("full"),
)
"""What a new submission must know of the person's others. Written once: building it takes longer than running
it."""


class QueueFullError(Exception):
    """So many submissions wait that no more shall."""


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
    most_waiting: int = NO_LIMIT,
) -> Submission:
    """A new submission, queued. Commit it before its id is sent.

    Raises:
        QueueFullError: `most_waiting` wait for their first verdict already. Nothing was changed.
    """
    latest, theirs, full = session.execute(
        _BEFORE, {"assignment_id": assignment_id, "person_id": person_id, "but_one": most_waiting - 1}
    ).one()
    if full:
        raise QueueFullError
    submission = Submission(
        id=new_id(),
        assignment_id=assignment_id,
        person_id=person_id,
        filename=filename,
        upload=upload,
        answers=answers,
        created_at=max(now, latest + TICK) if latest else now,
        state=State.QUEUED,
        priority=lifecycle.priority(theirs),
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
        .where(
            Submission.id == submission_id,
            or_(
                is_ready(now),
                is_forsaken(now, lease_seconds),
                and_(Submission.state == State.RUNNING, Submission.holder == holder),
            ),
        )
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
    """After the last try: broken, by our fault, without a score. `report` says why. Returns as `finish`.

    Where a regrade fails, the verdict from before goes on counting, and `report` is dropped.
    """
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
    if move is Move.GIVE_UP and latest is not None:
        return True  # a regrade: the verdict that is there goes on counting
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
