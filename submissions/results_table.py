"""Everyone's results in an assignment as a table: for learning systems, and as CSV (RFC 4180)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import astuple, dataclass
from datetime import datetime

from submissions.exchange.spreadsheet import written
from submissions.store.verdicts import Standing

COLUMNS = (
    "person",
    "name",
    "role",
    "attempts",
    "submission",
    "handed_in",
    "state",
    "points",
    "best_points",
    "max_points",
)


@dataclass(frozen=True)
class Row:
    """One person: `submission` to `points` are those of the latest attempt, None where there is none.

    `points` is None until the attempt is graded, and if we failed to grade it.
    """

    person: str
    name: str
    role: str
    attempts: int
    submission: str | None
    handed_in: datetime | None
    state: str | None
    points: float | None
    best_points: float | None
    max_points: float


def rows(standings: Iterable[Standing], max_points: float) -> list[Row]:
    """A row for everyone, in the order of `standings`."""
    return [
        Row(
            person=standing.person_id,
            name=standing.name,
            role=standing.role.value,
            attempts=standing.attempts,
            submission=standing.latest.id if standing.latest else None,
            handed_in=standing.latest.created_at if standing.latest else None,
            state=standing.latest.state.value if standing.latest else None,
            points=standing.latest.points if standing.latest else None,
            best_points=standing.best_points,
            max_points=max_points,
        )
        for standing in standings
    ]


def as_csv(table: Iterable[Row]) -> str:
    """The table below its column names. What is not there is an empty cell; moments are ISO 8601 in UTC."""
    return written([COLUMNS, *(astuple(row) for row in table)])
