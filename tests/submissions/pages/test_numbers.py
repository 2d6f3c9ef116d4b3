"""Numbers as people read them."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from submissions.pages import numbers


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (3, "3"),
        (3.0, "3"),
        (-2, "−2"),
        (0.1, "0.1"),
        (1 / 3, "0.333333"),
        (1e-7, "1e−07"),
        (123456789, "123456789"),
        (1e300, "1e+300"),
        (math.nan, "NaN"),
        (math.inf, "∞"),
        (-math.inf, "−∞"),
        (10**400, "∞"),
        (-(10**400), "−∞"),
        (None, "–"),
        ("NaN", "NaN"),
        (True, "True"),
    ],
    ids=lambda value: str(value)[:12],
)
def test_a_number_is_short(value: object, said: str) -> None:
    assert numbers.text(value) == said


@given(st.floats(allow_nan=False), st.floats(allow_nan=False))
def test_different_numbers_look_different(one: float, other: float) -> None:
    first, second = numbers.pair(one, other)
    assert (first == second) == (one == other)


@pytest.mark.parametrize(
    ("value", "said"),
    [(18.0, "18"), (0, "0"), (7.5, "7.5"), (1 / 3, "0.33"), (None, "–"), ("x", "–"), (math.nan, "–")],
)
def test_points_have_two_places_at_most(value: object, said: str) -> None:
    assert numbers.points(value) == said


@pytest.mark.parametrize(
    ("part", "whole", "share"),
    [(1, 4, 0.25), (5, 4, 1.0), (-1, 4, 0.0), (1, 0, 0.0), (None, 4, 0.0), (10**400, 1, 0.0)],
)
def test_a_share_lies_between_nothing_and_all(part: object, whole: object, share: float) -> None:
    assert numbers.share(part, whole) == share
