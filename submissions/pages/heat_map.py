"""Where a gradient is wrong: |got − expected| entry by entry, shaded by size."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from submissions.pages.languages import say
from submissions.pages.matrices import Matrix, matrix, shape_of


def difference(expected: object, got: object) -> Matrix | None:
    """|got − expected| as a heat map: shaded by its size against the largest; None if it cannot be said."""
    shape = shape_of(expected)
    if not shape or shape != shape_of(got):
        return None
    away = _away(expected, got)
    if away is None:
        return None
    return matrix(say("|yours − expected|"), away, hottest=max(_leaves(away), default=0.0))


def _away(expected: object, got: object) -> list[Any] | float | None:
    """Entry by entry; None where an entry is no finite number."""
    if isinstance(expected, list) and isinstance(got, list):
        inner = [_away(one, other) for one, other in zip(expected, got, strict=True)]
        return None if None in inner else inner
    if isinstance(expected, int | float) and isinstance(got, int | float):
        try:
            away = abs(float(got) - float(expected))
        except OverflowError:
            return None
        return away if math.isfinite(away) else None
    return None


def _leaves(value: list[Any] | float) -> Iterator[float]:
    if isinstance(value, list):
        for item in value:
            yield from _leaves(item)
    else:
        yield value
