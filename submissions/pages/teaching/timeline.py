"""When people handed in, in equal steps of the clock on the course's wall. Pure."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import partial

from submissions.moments import zone
from submissions.pages.moments import short_day, short_hour
from submissions.pages.teaching.bar_charts import Bar

MOST_BARS = 42
STEPS = (
    *(timedelta(hours=hours) for hours in (1, 3, 6, 12)),
    *(timedelta(days=days) for days in (1, 7, 28, 364)),
)


def timeline(
    moments: Sequence[datetime], due_at: datetime | None, time_zone: str
) -> tuple[tuple[Bar, ...], float | None]:
    """How many moments lie in each step, and where among the bars the deadline stands.

    The deadline widens the range if it is near enough to be seen in it.
    """
    if not moments:
        return (), None
    first, last = min(moments), max(moments)
    if due_at is not None and first - (last - first) - STEPS[4] <= due_at <= last + (last - first) + STEPS[4]:
        first, last = min(first, due_at), max(last, due_at)
    step = next((step for step in STEPS if (last - first) / step < MOST_BARS - 1), STEPS[-1])
    edges = _edges(first, last, step, time_zone)
    counts = [0] * len(edges)
    for moment in moments:
        counts[bisect_right(edges, moment) - 1] += 1
    said = short_hour if step < STEPS[4] else short_day
    bars = tuple(
        Bar(partial(said, edge, time_zone), count) for edge, count in zip(edges, counts, strict=True)
    )
    return bars, _place(due_at, edges, step)


def _edges(first: datetime, last: datetime, step: timedelta, time_zone: str) -> list[datetime]:
    """The moments, in UTC, at which steps begin: the first is midnight before `first`, or a step after it."""
    wall = first.astimezone(zone(time_zone)).replace(hour=0, minute=0, second=0, microsecond=0, fold=0)
    edges: list[datetime] = []
    at = 0
    while not edges or edges[-1] <= last:
        edges.append((wall + at * step).astimezone(UTC))  # by the clock on the wall
        at += 1
    begun = max(bisect_right(edges, first) - 1, 0)
    return edges[begun:-1]


def _place(due_at: datetime | None, edges: Sequence[datetime], step: timedelta) -> float | None:
    if due_at is None or not edges[0] <= due_at <= edges[-1] + step:
        return None
    at = bisect_right(edges, due_at) - 1
    return min(at + (due_at - edges[at]) / step, float(len(edges)))
