"""Grades of a course as Moodle and Canvas import them.

Moodle asks which column is which: people are found by `ID number` or `Email address`. Canvas wants its own
columns in its own order, with a row of the points possible below the names; it finds people by `ID`, else by
`SIS User ID`, else by `SIS Login ID`, and an assignment by its title, or by the number behind it in brackets.
Whoever has no points has an empty cell, which both leave alone.
Sources: https://docs.moodle.org/en/Grade_import, and `GradebookImporter` of Canvas.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from submissions.exchange.roster import CANVAS_ID
from submissions.exchange.spreadsheet import written

MOODLE = ("Full name", "ID number", "Email address")
CANVAS = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")
POINTS_POSSIBLE = "    Points Possible"


@dataclass(frozen=True)
class Column:
    """An assignment; `canvas_id` is its number in Canvas, if it is known."""

    assignment_id: str
    title: str
    max_points: float
    canvas_id: int | None = None


@dataclass(frozen=True)
class Row:
    """A student; `points` by the id of the assignment, None where nothing counts."""

    name: str
    email: str | None
    external_id: str | None
    group: str | None
    points: dict[str, float | None] = field(default_factory=dict)


def moodle(columns: Sequence[Column], rows: Sequence[Row]) -> str:
    """CSV for Moodle."""
    table: list[list[object]] = [[*MOODLE, *(column.title for column in columns)]]
    for row in rows:
        number = None if (row.external_id or "").startswith(CANVAS_ID) else row.external_id
        table.append([row.name, number, row.email, *_points(columns, row)])
    return written(table)


def canvas(columns: Sequence[Column], rows: Sequence[Row]) -> str:
    """CSV for Canvas's gradebook."""
    titles = [f"{c.title} ({c.canvas_id})" if c.canvas_id is not None else c.title for c in columns]
    table: list[list[object]] = [
        [*CANVAS, *titles],
        [POINTS_POSSIBLE, *[None] * (len(CANVAS) - 1), *(column.max_points for column in columns)],
    ]
    for row in rows:
        external = row.external_id or ""
        own = external.removeprefix(CANVAS_ID) if external.startswith(CANVAS_ID) else None
        sis = None if own is not None else external or None
        table.append([row.name, own, sis, row.email, row.group, *_points(columns, row)])
    return written(table)


def _points(columns: Sequence[Column], row: Row) -> list[object]:
    return [row.points.get(column.assignment_id) for column in columns]
