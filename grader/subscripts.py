"""Indices and numbers as one writes them by hand: w₂₁, 0.1875, −1."""

from __future__ import annotations

import math

_DIGITS = str.maketrans("0123456789,", "₀₁₂₃₄₅₆₇₈₉,")


def indexed(letter: str, *index: int) -> str:
    """`indexed("w", 1, 0)` is `w₂₁`: counted from 1 as on the sheet, with a comma where a number has two
    digits."""
    numbers = [str(i + 1) for i in index]
    joint = "," if any(len(n) > 1 for n in numbers) else ""
    return letter + joint.join(numbers).translate(_DIGITS)


def number(value: float) -> str:
    """A number with at most six significant digits and without a tail of zeros; − for a minus."""
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    text = f"{value:.6g}"
    return ("−" + text[1:] if text.startswith("-") else text) if float(text) else "0"


def shape(of: tuple[int, ...]) -> str:
    """A shape as NumPy writes it, `(3, 4)` or `(4,)`."""
    return str(tuple(int(n) for n in of))
