"""Numbers as people read them. A report is JSON of any age, so every function takes any value."""

from __future__ import annotations

import math

from submissions.pages.languages import decimal, many

_FEWEST, _MOST = 6, 17
_WHOLE = 10**9


def text(value: object, digits: int = _FEWEST) -> str:
    """A number with `digits` significant digits, whole numbers without a point, a real minus sign.

    None is a dash, and what is not a number is given as it is.
    """
    if value is None:
        return "–"
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    if isinstance(value, int) and abs(value) < _WHOLE:
        return _minus(str(value))
    value = _float(value)
    if not math.isfinite(value):
        return {math.inf: "∞", -math.inf: "−∞"}.get(value, "NaN")
    value = value or 0.0  # also instead of −0
    return _minus(f"{value:.0f}" if value.is_integer() and abs(value) < _WHOLE else f"{value:.{digits}g}")


def pair(one: object, other: object) -> tuple[str, str]:
    """Two numbers with just so many digits that different ones look different."""
    for digits in range(_FEWEST, _MOST + 1):
        first, second = text(one, digits), text(other, digits)
        if first != second or one == other:
            return first, second
    return text(one), text(other)


def points(value: object) -> str:
    """Points: at most two decimal places, no trailing zeros, the decimal sign of the reader's language."""
    if not isinstance(value, int | float) or isinstance(value, bool) or not math.isfinite(_float(value)):
        return "–"
    return decimal(_minus(f"{round(value, 2) or 0.0:.2f}".rstrip("0").rstrip(".")))


def in_points(value: object) -> str:
    """Points with their unit: `1 point`, `12.5 points`."""
    return many("%(points)s point", "%(points)s points", 1 if value == 1 else 2, points=points(value))


def share(part: object, whole: object) -> float:
    """`part / whole` between 0 and 1; 0 where it cannot be said."""
    numbers = [f for v in (part, whole) if isinstance(v, int | float) and math.isfinite(f := _float(v))]
    if len(numbers) < 2 or numbers[1] <= 0:
        return 0.0
    return min(1.0, max(0.0, numbers[0] / numbers[1]))


def _float(value: float) -> float:
    try:
        return float(value)
    except OverflowError:
        return math.inf if value > 0 else -math.inf


def _minus(written: str) -> str:
    return written.replace("-", "−")
