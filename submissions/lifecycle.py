"""The way of a submission, written once; the store moves along it and nowhere else.

    queued ──claim──→ running ──finish───→ graded     every fault of the student is a grade, too
       ↑                 ├────give back──→ queued     a fault of ours: tried again after a pause
       ├─────────────────┘    give up────→ broken     a fault of ours, too often: no score, the tutor sees it
       └──regrade── graded, broken                    a tutor wants a new verdict; the old one stays

A running submission may be claimed again: when its lease has run out, or when the same task is delivered
once more, which happens only after the process that ran it has died.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from submissions.models import State


class Move(StrEnum):
    """What can happen to a submission."""

    CLAIM = "claim"
    FINISH = "finish"
    GIVE_BACK = "give_back"
    GIVE_UP = "give_up"
    REGRADE = "regrade"
    PUBLISH = "publish"


MOVES: dict[Move, tuple[frozenset[State], State]] = {
    Move.CLAIM: (frozenset({State.QUEUED, State.RUNNING}), State.RUNNING),
    Move.FINISH: (frozenset({State.RUNNING}), State.GRADED),
    Move.GIVE_BACK: (frozenset({State.RUNNING}), State.QUEUED),
    Move.GIVE_UP: (frozenset({State.RUNNING}), State.BROKEN),
    Move.REGRADE: (frozenset({State.GRADED, State.BROKEN}), State.QUEUED),
    Move.PUBLISH: (frozenset({State.GRADED, State.BROKEN}), State.GRADED),
}
"""Of each move: the states it starts from, and the one it leads to."""

PRIORITIES = (0, 3, 6)
"""Of what people hand in; the first goes first. Celery's Redis transport sorts in steps of three."""
REGRADE_PRIORITY = 9
"""Who has just handed in waits for an answer; who has one already waits longer."""
WAITING = (3, 10)
"""With this many of one person's submissions in the queue, the next gets the next priority."""
MOST_OF_ONE = 50
"""With this many in the queue, a student's next one is not taken: nobody fills it, or the disk, for all."""

FIRST_PAUSE = timedelta(seconds=5)
LONGEST_PAUSE = timedelta(minutes=10)


def goal(move: Move) -> State:
    """Where a move leads."""
    return MOVES[move][1]


def may_claim(
    state: State,
    *,
    now: datetime,
    task: str,
    holder: str | None,
    lease_until: datetime | None,
    not_before: datetime | None,
    lease_seconds: float,
) -> bool:
    """Whether `task` may claim a submission in this state; the store's condition says the same in SQL."""
    if state is State.QUEUED:
        return pause_is_over(not_before, now)
    if state is State.RUNNING:
        return holder == task or lease_is_over(lease_until, now, lease_seconds)
    return False


def pause_is_over(not_before: datetime | None, now: datetime) -> bool:
    """Whether a pause has ended. One that ends later than any could was begun by a clock set back since."""
    return not_before is None or not_before <= now or not_before > now + LONGEST_PAUSE


def lease_is_over(lease_until: datetime | None, now: datetime, lease_seconds: float) -> bool:
    """Whether a lease has run out. One that lasts for longer than two was drawn by a clock set back since."""
    return lease_until is None or lease_until < now or lease_until > now + longest_lease(lease_seconds)


def longest_lease(lease_seconds: float) -> timedelta:
    """How far ahead a lease may end: the clocks of two machines may differ by one lease."""
    return timedelta(seconds=2 * lease_seconds)


def priority(waiting: int) -> int:
    """The priority of a new submission of someone who has `waiting` in the queue: nobody fills it for all."""
    return PRIORITIES[sum(waiting >= bound for bound in WAITING)]


def next_priority(priority: int) -> int:
    """That of a submission that has waited in vain: one step up, so that nobody waits for ever.

    A regrade stays behind: however many there are, they hold up nobody who hands in.
    """
    return priority if priority >= REGRADE_PRIORITY else max(0, priority - PRIORITIES[1])


def pause(tries: int) -> timedelta:
    """The wait after the `tries`-th try (1, 2, …) failed by our fault: four times as long each time."""
    return min(FIRST_PAUSE * float(4 ** min(max(tries - 1, 0), 10)), LONGEST_PAUSE)
