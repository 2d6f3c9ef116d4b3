"""Cells that a spreadsheet opens without running anything.

A spreadsheet runs a cell that begins with one of `= + - @`, a tab or a line break, taking it for a formula.
Names are what people call themselves, so such a cell gets a ' in front: a spreadsheet does not show it.
Source: https://owasp.org/www-community/attacks/CSV_Injection
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import datetime

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
GUARD = "'"


def harmless(text: str) -> str:
    """The text as a cell that is no formula."""
    return GUARD + text if text.startswith(FORMULA) else text


def unguarded(cell: str) -> str:
    """The text of a cell that `harmless` may have written."""
    return cell[1:] if cell.startswith(GUARD) and cell[1:].startswith(FORMULA) else cell


def cell(value: object) -> str:
    """Numbers with a point, moments in ISO 8601, nothing for None, and harmless text."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    if isinstance(value, float):
        return f"{value:.10g}"
    return harmless(str(value))


def written(rows: Iterable[Iterable[object]]) -> str:
    """Rows as CSV (RFC 4180)."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    for row in rows:
        writer.writerow([cell(value) for value in row])
    return text.getvalue()
