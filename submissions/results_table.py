"""Everyone's results in an assignment as a table: for learning systems, and as CSV (RFC 4180).

A spreadsheet runs a cell that begins with one of `= + - @`, a tab or a line break, taking it for a formula.
Names are what people call themselves, so such a cell gets a ' in front: a spreadsheet does not show it.
Source: https://owasp.org/www-community/attacks/CSV_Injection
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from submissions.store.verdicts import Standing

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
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
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for row in table:
        values = asdict(row)
        writer.writerow([_cell(values[column]) for column in COLUMNS])
    return text.getvalue()


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    if isinstance(value, float):
        return f"{value:.10g}"
    written = str(value)
    return f"'{written}" if written.startswith(FORMULA) else written
