"""The rules of an assignment as plain values; `submissions.rules.reading` makes them from what is stored."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class Rules:
    """The rules of one assignment. What is not said limits nothing.

    Attributes:
        opens_at, due_at: moments in UTC; None: open from the start, and no deadline.
        time_zone: of the course, in which days of lateness are counted.
        grace_minutes: who is late by no more than this is not late at all.
        late_unit: whether `late_per_day` is "points", or "percent" of the assignment's points.
        late_per_day: what each started day after the deadline costs.
        late_floor: share of an attempt's points that stays however late it is, from 0 to 1.
        late_days: for how many days after the deadline one may still hand in; 0: not at all.
        attempts: how many a person has; None: as many as they like.
        per_minute: how many a person may hand in within 60 seconds; None: as many as they like.
        counts: whether the "best" attempt counts or the "last".
    """

    opens_at: datetime | None = None
    due_at: datetime | None = None
    time_zone: str = "UTC"
    grace_minutes: int = 0
    late_unit: str = "points"
    late_per_day: float = 0.0
    late_floor: float = 0.0
    late_days: int = 0
    attempts: int | None = None
    per_minute: int | None = None
    counts: str = "best"

    def grace(self) -> timedelta:
        """How long after the deadline nobody is late."""
        return timedelta(minutes=self.grace_minutes)


@dataclass(frozen=True)
class Extension:
    """What one person gets beyond the rest: a later deadline (never an earlier one), and more attempts."""

    due_at: datetime | None = None
    more_attempts: int = 0


NO_EXTENSION = Extension()


def deadline(rules: Rules, extension: Extension = NO_EXTENSION) -> datetime | None:
    """The deadline of a person; None if there is none. An extension never takes time away."""
    if rules.due_at is None or extension.due_at is None:
        return rules.due_at
    return max(rules.due_at, extension.due_at)


def attempts_allowed(rules: Rules, extension: Extension = NO_EXTENSION) -> int | None:
    """How many attempts a person has in all; None: as many as they like."""
    return None if rules.attempts is None else rules.attempts + max(0, extension.more_attempts)
