"""Indices and numbers as one writes them by hand: w₂₁, 0.1875, −1."""

from __future__ import annotations

import math
import re

_FEWEST, _MOST = 6, 17
"""Significant digits; 17 tell any two numbers of double precision apart."""
_DIGITS = str.maketrans("0123456789,", "₀₁₂₃₄₅₆₇₈₉,")


def indexed(letter: str, *index: int) -> str:
    """`indexed("w", 1, 0)` is `w₂₁`: counted from 1 as on the sheet, with a comma where a number has two
    digits."""
    numbers = [str(i + 1) for i in index]
    joint = "," if any(len(n) > 1 for n in numbers) else ""
    return letter + joint.join(numbers).translate(_DIGITS)


def number(value: float, beside: float | None = None) -> str:
    """A number with at most six significant digits, or as many as tell it from another one that stands
    `beside` it; without a tail of zeros, with − for a minus."""
    if beside is None or value == beside:
        return _written(value, _FEWEST)
    both = ((_written(value, n), _written(beside, n)) for n in range(_FEWEST, _MOST + 1))
    return next((text for text, other in both if text != other), _written(value, _MOST))


def _written(value: float, digits: int) -> str:
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    text = re.sub(r"e([+-])0*", lambda found: "e-" if found[1] == "-" else "e", f"{value:.{digits}g}")
    return ("−" + text[1:] if text.startswith("-") else text) if float(text) else "0"


def shape(of: tuple[int, ...]) -> str:
    """A shape as NumPy writes it, `(3, 4)` or `(4,)`."""
    return str(tuple(int(n) for n in of))
