"""How late something is, and what that costs.

Days are counted by the clock on the wall of the course: with a deadline at 18:00 the first day of lateness
ends at 18:00 of the next day, though the night may have had an hour more or less by daylight saving. A day
that has begun counts in full; a moment that is exactly a deadline's still belongs to what ends with it. The
grace decides whether somebody is late at all; who is late beyond it is so from the deadline on.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from submissions import moments
from submissions.rules.model import NO_EXTENSION, Extension, Rules, deadline

DAY = timedelta(days=1)


def days_after(due_at: datetime, days: int, time_zone: str) -> datetime:
    """The moment, in UTC, at which the clock on the wall has gone on by so many days.

    Where daylight saving leaves that time out, it is as long after the gap as it would be after its begin;
    where it comes twice, the first one is meant (PEP 495, fold=0).
    """
    wall = due_at.astimezone(moments.zone(time_zone)).replace(fold=0)
    return (wall + days * DAY).astimezone(UTC) if days else due_at.astimezone(UTC)


def days_late(rules: Rules, extension: Extension, handed_in_at: datetime) -> int:
    """How many days after the deadline have begun; 0 if it is in time, or within the grace."""
    due_at = deadline(rules, extension)
    if due_at is None or handed_in_at <= due_at + rules.grace():
        return 0
    days = max(1, (handed_in_at - due_at) // DAY - 1)  # an hour of daylight saving is less than a day
    while days_after(due_at, days, rules.time_zone) < handed_in_at:
        days += 1
    return days


def closes_at(rules: Rules, extension: Extension = NO_EXTENSION) -> datetime | None:
    """The last moment at which a person may hand in; None if there is none."""
    due_at = deadline(rules, extension)
    if due_at is None:
        return None
    return max(due_at + rules.grace(), days_after(due_at, rules.late_days, rules.time_zone))


def late_deduction(rules: Rules, days: int, points: float, max_points: float) -> float:
    """What being so many days late takes off `points`: never more than `late_floor` lets it."""
    if days <= 0 or points <= 0:
        return 0.0
    per_day = rules.late_per_day
    if rules.late_unit == "percent":
        per_day = max_points * rules.late_per_day / 100
    return min(per_day * days, points * (1 - rules.late_floor))
