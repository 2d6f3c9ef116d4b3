"""Every change of a submission: each is one conditional update, so of several who try only one succeeds.

`now` is the caller's clock. It only decides when a lease or a pause is over; that a submission gets exactly
one verdict does not hang on it, but on the lease, which is drawn anew with each claim.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import CursorResult, Update, and_, bindparam, func, insert, or_, select, update
from sqlalchemy.orm import Session

from submissions import lifecycle
from submissions.lifecycle import Move
from submissions.lti import outbox
from submissions.models import Assignment, Instant, State, Submission, Verdict, new_id
from submissions.store import measurements, waiting
from submissions.store.conditions import IS_FORSAKEN, IS_READY, moments, table_of

TICK = timedelta(microseconds=1)
NO_LIMIT = 2**31 - 1

# The statements of the way from upload to verdict are built once: to build one takes longer than to run it.
_row, _verdict, _assignment = (table_of(model).c for model in (Submission, Verdict, Assignment))
_BEFORE = select(
    select(func.max(_row.created_at))
    .where(_row.assignment_id == bindparam("assignment"), _row.person_id == bindparam("person"))
    .scalar_subquery()
    .label("latest"),
    select(func.count())
    .select_from(
        select(_row.id)
        .where(
            _row.person_id == bindparam("person"),
            _row.state == State.QUEUED,
            _row.priority < lifecycle.REGRADE_PRIORITY,
        )
        .limit(lifecycle.MOST_OF_ONE)
        .subquery()
    )
    .scalar_subquery()
    .label("theirs"),
    waiting.full(bindparam("but_one")).label("full"),
)
"""What a new submission must know of those before."""
_CLAIM = (
    update(table_of(Submission))
    .where(
        _row.id == bindparam("submission"),
        or_(
            IS_READY,
            IS_FORSAKEN,
            and_(_row.state == State.RUNNING, _row.holder == bindparam("task")),
        ),
    )
    .values(
        state=lifecycle.goal(Move.CLAIM),
        holder=bindparam("task"),
        lease=bindparam("drawn"),
        lease_until=bindparam("until", type_=Instant()),
        not_before=None,
        tries=_row.tries + 1,
    )
    .returning(
        _row.tries,
        _row.upload,
        _row.filename,
        _row.answers,
        _row.assignment_id,
    )
)
# No part of RETURNING: SQLite 3.40 answers an aggregate in a subquery there with NULL.
_TEXT = select(_assignment.text).where(_assignment.id == bindparam("assignment"))
_LATEST = select(func.max(_verdict.created_at)).where(_verdict.submission_id == bindparam("submission"))


def _ending(move: Move) -> Update:
    """The end of a try by its holder; it returns what the verdict and its measurement must know."""
    return (
        update(table_of(Submission))
        .where(
            _row.id == bindparam("submission"),
            _row.lease == bindparam("held"),
            _row.state.in_(lifecycle.MOVES[move][0]),
        )
        .values(
            state=lifecycle.goal(move),
            holder=None,
            lease=None,
            lease_until=None,
            not_before=bindparam("until", type_=Instant()),
        )
    )


_ENDS = {move: _ending(move).returning(_row.created_at, _row.tries) for move in (Move.FINISH, Move.GIVE_UP)}
_GIVE_BACK = _ending(Move.GIVE_BACK).values(sent_at=None)
_STORED = select(_verdict.id).where(
    _verdict.lease == bindparam("held"), _verdict.submission_id == bindparam("submission")
)
_VERDICT = insert(table_of(Verdict))
_SUBMISSION = insert(table_of(Submission))


class QueueFullError(Exception):
    """So many submissions wait that no more shall."""


class ShareUsedUpError(QueueFullError):
    """So many of one person's submissions wait that no more of theirs shall."""


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
    most_of_one: int = NO_LIMIT,
) -> Submission:
    """A new submission, queued; it is no part of the session. Commit it before its id is sent.

    Args:
        most_of_one: at most `lifecycle.MOST_OF_ONE`, as far as one person's are counted, or `NO_LIMIT`.

    Raises:
        ShareUsedUpError: `most_of_one` of the person's wait already. Nothing was changed.
        QueueFullError: `most_waiting` wait for their first verdict already. Nothing was changed.
    """
    latest, theirs, full = session.execute(
        _BEFORE, {"assignment": assignment_id, "person": person_id, "but_one": most_waiting - 1}
    ).one()
    if full:
        raise QueueFullError
    if theirs >= most_of_one:
        raise ShareUsedUpError
    row = {
        "id": new_id(),
        "assignment_id": assignment_id,
        "person_id": person_id,
        "filename": filename,
        "upload": upload,
        "answers": answers,
        "created_at": max(now, latest + TICK) if latest else now,
        "state": State.QUEUED,
        "priority": lifecycle.priority(theirs),
        "tries": 0,
        "sent_at": now,
    }
    session.execute(_SUBMISSION, row)
    return Submission(**row)


def claim(
    session: Session, submission_id: str, holder: str, now: datetime, lease_seconds: float
) -> Claimed | None:
    """Take a submission for the task `holder`; None if it is graded, taken by another, or must still wait."""
    lease = new_id()
    claimed = session.execute(
        _CLAIM,
        {
            "submission": submission_id,
            "task": holder,
            "drawn": lease,
            "until": now + timedelta(seconds=lease_seconds),
            **moments(now, lease_seconds),
        },
    ).one_or_none()
    if claimed is None:
        return None
    tries, upload, filename, answers, assignment = claimed
    text = session.scalars(_TEXT, {"assignment": assignment}).one()
    return Claimed(submission_id, lease, now, tries, text, upload, filename, answers)


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
    tries = session.scalar(select(_row.tries).where(_row.id == submission_id, _row.lease == lease))
    if tries is None:
        return False
    parameters = {"submission": submission_id, "held": lease, "until": now + lifecycle.pause(tries)}
    return cast("CursorResult[Any]", session.execute(_GIVE_BACK, parameters)).rowcount == 1


def _end(
    session: Session,
    submission_id: str,
    lease: str,
    move: Move,
    report: dict[str, Any],
    now: datetime,
    claimed_at: datetime | None,
) -> bool:
    held = {"submission": submission_id, "held": lease}
    ended = session.execute(_ENDS[move], {**held, "until": None}).one_or_none()
    if ended is None:
        return session.scalar(_STORED, held) is not None
    created_at, tries = ended
    latest = session.scalar(_LATEST, held)
    if move is Move.GIVE_UP and latest is not None:
        return True  # a regrade: the verdict that is there goes on counting
    verdict = {
        "id": new_id(),
        "submission_id": submission_id,
        "lease": lease,
        "points": report["points"],
        "report": report,
        "created_at": max(now, latest + TICK) if latest else now,
    }
    session.execute(_VERDICT, verdict)
    outbox.verdict_stored(session, submission_id, now)
    if latest is None:
        measurements.add(
            session,
            verdict["id"],
            report,
            created_at=created_at,
            claimed_at=claimed_at or now,
            ended_at=now,
            tries=tries,
        )
    return True
