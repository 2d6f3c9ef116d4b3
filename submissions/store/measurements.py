"""What the operator's numbers are counted from: one small row for the first verdict of each submission.

They come from the record and not from a process's memory, so several processes, and starts anew, tell the
same.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Double, cast, func, insert, select
from sqlalchemy.orm import Session

from submissions.models import Measurement
from submissions.store.conditions import table_of

ANSWERED, BROKEN = "answered", "broken"
STAGES = ("waiting", "sandbox", "judge", "total")
BOUNDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0, 1800.0)
"""Upper bounds of the histograms' buckets, in seconds, the bound included."""
_ADD = insert(table_of(Measurement))


@dataclass(frozen=True)
class Counts:
    """Verdicts of one outcome: how many, their tries, and of each stage the sum of its seconds and how many
    lasted at most so long (one number for each of `BOUNDS`)."""

    outcome: str
    verdicts: int
    tries: int
    seconds: dict[str, float]
    within: dict[str, tuple[int, ...]]

    def plus(self, other: Counts) -> Counts:
        """Both together."""
        return Counts(
            self.outcome,
            self.verdicts + other.verdicts,
            self.tries + other.tries,
            {stage: self.seconds[stage] + other.seconds[stage] for stage in STAGES},
            {
                stage: tuple(map(sum, zip(self.within[stage], other.within[stage], strict=True)))
                for stage in STAGES
            },
        )


def add(
    session: Session,
    verdict_id: str,
    report: dict[str, Any],
    *,
    created_at: datetime,
    claimed_at: datetime,
    ended_at: datetime,
    tries: int,
) -> None:
    """Note how the grading went that led to a verdict. A clock that was set back makes no time negative."""
    timing = report.get("timing", {})
    session.execute(
        _ADD,
        {
            "verdict_id": verdict_id,
            "ended_at": ended_at,
            "outcome": outcome(report),
            "tries": tries,
            "waiting": max(0.0, (claimed_at - created_at).total_seconds()),
            "sandbox": timing.get("sandbox_ms", 0.0) / 1000,
            "judge": timing.get("judge_ms", 0.0) / 1000,
            "total": max(0.0, (ended_at - created_at).total_seconds()),
        },
    )


def outcome(report: dict[str, Any]) -> str:
    """`BROKEN`, the kind of the (first) fault of an upload, or `ANSWERED`."""
    if report["points"] is None:
        return BROKEN
    return next((str(fault["kind"]) for fault in _faults(report) if fault), ANSWERED)


def _faults(report: dict[str, Any]) -> Iterator[dict[str, Any] | None]:
    yield report.get("fault")
    for function in report.get("functions", []):
        for check in function["checks"]:
            yield check["fault"]


def counts(session: Session, after: datetime | None, until: datetime | None) -> list[Counts]:
    """Count the verdicts that came after one moment and until another (None: no limit). One query."""
    columns = [
        column
        for stage in STAGES
        for column in (
            func.sum(getattr(Measurement, stage)),
            *(func.count().filter(getattr(Measurement, stage) <= cast(bound, Double)) for bound in BOUNDS),
        )
    ]
    wanted = select(Measurement.outcome, func.count(), func.sum(Measurement.tries), *columns).group_by(
        Measurement.outcome
    )
    if after is not None:
        wanted = wanted.where(Measurement.ended_at > after)
    if until is not None:
        wanted = wanted.where(Measurement.ended_at <= until)
    return [_counts(tuple(row)) for row in session.execute(wanted)]


def _counts(row: tuple[Any, ...]) -> Counts:
    width = 1 + len(BOUNDS)
    parts = {stage: row[3 + width * at : 3 + width * (at + 1)] for at, stage in enumerate(STAGES)}
    return Counts(
        row[0],
        row[1],
        row[2],
        {stage: float(part[0]) for stage, part in parts.items()},
        {stage: tuple(part[1:]) for stage, part in parts.items()},
    )
