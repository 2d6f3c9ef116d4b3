"""Numbers as one writes them, and two of them so that one sees that they differ."""

from __future__ import annotations

import math

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from grader.subscripts import indexed, number

NUMBERS = st.floats(allow_nan=False)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"),
        (-0.0, "0"),
        (-1.0, "−1"),
        (0.1875, "0.1875"),
        (1 / 3, "0.333333"),
        (1e-5, "1e-5"),
        (1.25e10, "1.25e10"),
        (-2.5e-300, "−2.5e-300"),
        (math.nan, "NaN"),
        (math.inf, "∞"),
        (-math.inf, "−∞"),
    ],
)
def test_a_number_is_written_as_by_hand(value: float, text: str) -> None:
    assert number(value) == text


@pytest.mark.parametrize(
    ("value", "beside", "text"),
    [
        (6.0, 6.000018, "6"),
        (6.000018, 6.0, "6.00002"),
        (6.0000018, 6.0, "6.000002"),
        (1.000003, 1.0, "1.000003"),
        (1 / 3, 0.5, "0.333333"),
        (2.0, 2.0, "2"),
        (math.nan, 2.0, "NaN"),
        (2.0, math.nan, "2"),
    ],
)
def test_a_number_beside_another_is_written_so_that_they_can_be_told_apart(
    value: float, beside: float, text: str
) -> None:
    assert number(value, beside) == text


@given(NUMBERS, NUMBERS)
@example(1.0, 1.0 + 2**-52)
@example(0.1, 0.1 + 2**-56)
def test_two_numbers_look_equal_only_if_they_are(a: float, b: float) -> None:
    assert (number(a, b) == number(b, a)) == (a == b)


@pytest.mark.parametrize(
    ("index", "text"), [((1, 0), "w₂₁"), ((9, 0), "w₁₀,₁"), ((4,), "w₅"), ((0, 1, 2), "w₁₂₃")]
)
def test_an_index_is_counted_from_one(index: tuple[int, ...], text: str) -> None:
    assert indexed("w", *index) == text
