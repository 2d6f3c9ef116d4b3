"""When the students of the filled demo hand in: over two weeks, by day, most shortly before the deadline."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

OPEN = timedelta(days=14)
SINCE = timedelta(days=2)
"""The demo is made so long after its deadline at least: nobody is late beyond it."""
LATE = 0.06
"""Share of those who hand in once more after the deadline."""
ASLEEP = range(1, 8)
"""Hours of the clock in which nearly nobody works."""


def deadline(now: datetime, zone: ZoneInfo) -> datetime:
    """The last minute of the day that ended `SINCE` ago, by the course's clock."""
    return (now - SINCE).astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(
        minutes=1
    )


def moments(attempts: int, due: datetime, random: Random) -> list[datetime]:
    """When one student hands in, rising strictly; `due` in the course's time zone."""
    at = due - OPEN + OPEN * min(0.985, random.betavariate(2.2, 1.0))
    found: list[datetime] = []
    for _ in range(attempts):
        found.append(_awake(at, random))
        at = found[-1] + _pause(random)
    last = due - timedelta(minutes=1 + 90 * random.random())
    if found and found[-1] > last:  # they hurry: the same pauses, but shorter
        first = min(found[0], last - timedelta(minutes=20 * attempts))
        share = (last - first) / max(found[-1] - found[0], timedelta(minutes=1))
        found = [first + (moment - found[0]) * share for moment in found]
    if found and random.random() < LATE:
        found[-1] = due + timedelta(hours=0.2 + 40 * random.random() ** 2)
    return found


def _pause(random: Random) -> timedelta:
    if random.random() < 0.7:
        return timedelta(minutes=2 + random.lognormvariate(2.5, 0.8))
    return timedelta(hours=8 + 40 * random.random())


def _awake(at: datetime, random: Random) -> datetime:
    if at.hour in ASLEEP and random.random() < 0.95:
        return at.replace(hour=ASLEEP.stop) + timedelta(hours=8 * random.random())
    return at
