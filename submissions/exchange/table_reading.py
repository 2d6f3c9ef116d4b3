"""From the bytes of a CSV file to lines of cells, whoever wrote it.

Learning systems write UTF-8, spreadsheets also UTF-16 or the Windows code page, with commas, semicolons or
tabs, depending on the language they are set to. None of them says which: it is found out here.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from dataclasses import dataclass

from submissions.exchange.spreadsheet import unguarded

LARGEST = 8 * 1024 * 1024
"""Bytes of one file."""
MOST_LINES = 20_000
DELIMITERS = ",;\t"
_SEPARATOR_LINE = re.compile(r'"?sep=(.)"?\r?\n', re.IGNORECASE)


class TableError(ValueError):
    """The file cannot be read; `line` counts from 1, as an editor does."""

    def __init__(self, message: str, line: int | None = None) -> None:
        super().__init__(message)
        self.line = line


@dataclass(frozen=True)
class Line:
    """The cells of one record, and the line of the file on which it begins."""

    number: int
    cells: list[str]


def decoded(data: bytes) -> str:
    """The text of a file: by its byte order mark, or as UTF-8, or else as Windows-1252.

    Raises:
        TableError: it is no text.
    """
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if data.startswith(mark):
            return _decoded(data, encoding)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        try:
            text = data.decode("cp1252")
        except UnicodeDecodeError:  # the five bytes that the code page leaves free
            text = data.decode("latin-1")
    return _without_nul(text)


def read(data: bytes) -> list[Line]:
    """The records of a file, the first with its column names; empty lines are left out.

    Raises:
        TableError: it is too large, no text, or no CSV.
    """
    if len(data) > LARGEST:
        raise TableError(f"The file is larger than {LARGEST // 1024 // 1024} MiB.")
    text = decoded(data)
    said = _SEPARATOR_LINE.match(text)
    skipped = 1 if said else 0
    if said:
        text = text[said.end() :]
    delimiter = said[1] if said and said[1] in DELIMITERS else _delimiter(text)
    lines: list[Line] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    begins = 1 + skipped
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                lines.append(Line(begins, [unguarded(cell.strip()) for cell in cells]))
            if len(lines) > MOST_LINES + 1:
                raise TableError(f"The file has more than {MOST_LINES} lines.", begins)
            begins = reader.line_num + 1 + skipped
    except csv.Error as error:
        raise TableError(f"This is no CSV: {error}.", begins) from None
    if not lines:
        raise TableError("The file is empty.")
    return lines


def _decoded(data: bytes, encoding: str) -> str:
    try:
        return _without_nul(data.decode(encoding))
    except UnicodeDecodeError:
        raise TableError(
            "The file begins like a text in Unicode, but is none. Save it as CSV (UTF-8)."
        ) from None


def _without_nul(text: str) -> str:
    if "\0" in text:
        raise TableError("The file is no text. Save it as CSV (UTF-8).")
    return text


def _delimiter(text: str) -> str:
    """What separates most column names."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    counts = {}
    for delimiter in DELIMITERS:
        try:
            counts[delimiter] = len(next(csv.reader([first], delimiter=delimiter), []))
        except csv.Error:
            counts[delimiter] = 0
    return max(DELIMITERS, key=lambda delimiter: counts[delimiter])
