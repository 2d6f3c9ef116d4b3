"""Arrays of a report as small tables of text."""

from __future__ import annotations

from typing import Any

from rich.table import Table
from rich.text import Text

from worker.check.plain import plain

MOST = 8
"""More rows or columns than this are cut."""


def matrices(value: Any, name: str, entry: tuple[int, ...] = (), style: str = "") -> list[Table]:
    """One table for each array in `value`: a nested list of numbers, or several by name."""
    if isinstance(value, dict):
        return [table for key, item in value.items() for table in matrices(item, f"{name} {key}".strip())]
    rows = _rows(value)
    if rows is None:
        return [_table(name, [[_cell(value)]])]
    at = entry if len(entry) == 2 else (0, *entry)
    cells = [
        [_cell(item, style if (i, j) == at else "") for j, item in enumerate(row[:MOST])] + _dots(row)
        for i, row in enumerate(rows[:MOST])
    ]
    if len(rows) > MOST:
        cells.append([Text("⋮")])
    return [_table(name, cells)]


def _rows(value: Any) -> list[list[Any]] | None:
    """The rows of a vector or matrix; None for all else, which is shown as it is."""
    if not isinstance(value, list):
        return None
    if not any(isinstance(item, list) for item in value):
        return [value]
    if all(isinstance(row, list) and not any(isinstance(item, list) for item in row) for row in value):
        return value
    return None


def _dots(row: list[Any]) -> list[Text]:
    return [Text("…")] if len(row) > MOST else []


def _cell(item: Any, style: str = "") -> Text:
    shown = f"{item:.6g}" if isinstance(item, float) else plain(str(item))
    return Text(shown if len(shown) <= 60 else shown[:59] + "…", style=style, justify="right")


def _table(name: str, cells: list[list[Text]]) -> Table:
    grid = Table.grid(padding=(0, 1))
    for row in cells:
        grid.add_row(*row)
    outer = Table.grid(padding=(0, 1))
    bars = max(1, len(cells))
    outer.add_row(Text(plain(name) + " ="), Text("\n".join("│" * bars)), grid, Text("\n".join("│" * bars)))
    return outer
