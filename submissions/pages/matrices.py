"""Arrays of a report as small tables: rows of cells, the wrong entry marked."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from submissions.pages import numbers
from submissions.pages.languages import say

HOTTEST = 4
_LONGEST = 10
"""More rows, columns or slices than this are cut."""


@dataclass(frozen=True)
class Cell:
    """One entry; `mark` is "", "wrong" (what came) or "right" (what should have come).

    `heat` from 1 to `HOTTEST` shades an entry of a difference; 0 leaves it as it is.
    """

    text: str
    mark: str = ""
    heat: int = 0


@dataclass(frozen=True)
class Slice:
    """A matrix; `label` is its leading index, such as `[0, 1]`, in arrays of more than two axes."""

    label: str
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True)
class Matrix:
    """An array under its name. `words` is set instead of `slices` where it is no array of numbers."""

    name: str
    shape: str
    slices: tuple[Slice, ...]
    cut: bool = False
    words: str = ""


def matrix(
    name: str,
    value: object,
    entry: Sequence[int] | None = None,
    mark: str = "",
    text: str = "",
    hottest: float = 0.0,
) -> Matrix:
    """The view of a nested list of numbers.

    Args:
        name: of the argument or result.
        value: a number, or lists of lists of numbers, all rows of one length.
        entry: index of the entry to mark, as many numbers as the array has axes.
        mark: the mark of that entry.
        text: what stands in that entry, where it needs more digits than the others.
        hottest: the number that is shaded most; 0 for no shading.
    """
    shape = shape_of(value)
    if shape is None:
        return Matrix(name, "", (), words=_words(value))
    index = tuple(entry) if entry is not None and len(entry) == len(shape) else None
    leading = list(_leading(value, len(shape)))
    slices = []
    for at, rows in leading[:_LONGEST]:
        shown = []
        for r, row in enumerate(rows[:_LONGEST]):
            wrong = [index == _index(at, r, c, len(shape)) for c in range(len(row))]
            shown.append(
                tuple(
                    Cell(text or numbers.text(item), mark)
                    if here
                    else Cell(numbers.text(item), "", _heat(item, hottest))
                    for item, here in zip(row[:_LONGEST], wrong, strict=False)
                )
            )
        slices.append(Slice(str(list(at)) if at else "", tuple(shown)))
    cut = max(shape[-2:], default=0) > _LONGEST or len(leading) > _LONGEST
    return Matrix(name, written(shape), tuple(slices), cut)


def written(shape: tuple[int, ...]) -> str:
    """A shape as the messages write it: `2 × 3`, `(3,)`, `number`."""
    if len(shape) == 1:
        return f"({shape[0]},)"
    return " × ".join(map(str, shape)) or say("number")


def shape_of(value: object) -> tuple[int, ...] | None:
    """The shape of nested lists; None where they are not an array of numbers with something in it."""
    if isinstance(value, int | float) or (isinstance(value, str) and len(value) <= 24):
        return ()
    if not isinstance(value, list) or not value:
        return None
    inner = {shape_of(item) for item in value}
    if len(inner) != 1:
        return None
    shape = inner.pop()
    return None if shape is None else (len(value), *shape)


def entry_of(value: object, index: Sequence[int]) -> object:
    """The entry at that index, or None where there is none."""
    for at in index:
        if not isinstance(value, list) or not 0 <= at < len(value):
            return None
        value = value[at]
    return value


def _leading(
    value: object, axes: int, at: tuple[int, ...] = ()
) -> Iterator[tuple[tuple[int, ...], list[list[object]]]]:
    """Every matrix of the last two axes with its leading index; fewer axes make one row."""
    if axes <= 2:
        yield at, _rows(value, axes)
    elif isinstance(value, list):
        for i, item in enumerate(value):
            yield from _leading(item, axes - 1, (*at, i))


def _rows(value: object, axes: int) -> list[list[object]]:
    if axes == 2 and isinstance(value, list):
        return value
    return [value] if axes == 1 and isinstance(value, list) else [[value]]


def _heat(item: object, hottest: float) -> int:
    """0 for nothing, else 1 to `HOTTEST` in proportion."""
    part = numbers.share(item, hottest)
    return math.ceil(part * HOTTEST) if part > 1e-9 else 0


def _index(at: tuple[int, ...], row: int, column: int, axes: int) -> tuple[int, ...]:
    return (*at, row, column)[max(0, len(at) + 2 - axes) :] if axes else ()


def _words(value: object) -> str:
    if value is None:
        return say("nothing")
    if value == []:
        return say("empty")
    told = str(value)
    return told if len(told) <= 400 else told[:400] + "…"
