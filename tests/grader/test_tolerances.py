"""The bounds of errors: their values, and that each is tried on both sides."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader import tolerances
from grader.comparison import compare
from grader.tolerances import FLOOR, RTOL, U32, U64, bound, difference_bound, double_bound, gamma


def test_gamma_is_highams() -> None:
    assert gamma(0, U64) == 0
    assert gamma(1, 0.1) == pytest.approx(0.1 / 0.9)
    assert gamma(10, U32) == pytest.approx(10 * 2.0**-24, rel=1e-5)
    assert np.finfo(np.float64).eps / 2 == U64
    assert np.finfo(np.float32).eps / 2 == U32


@pytest.mark.parametrize(("k", "u"), [(-1, U64), (10, 0.1), (11, 0.1)])
def test_gamma_says_where_it_does_not_hold(k: int, u: float) -> None:
    with pytest.raises(ValueError, match="gamma needs"):
        gamma(k, u)


def test_the_bound_grows_with_the_length_of_the_sum_and_has_a_floor() -> None:
    ones = np.ones(3)
    assert bound(ones, 1)[0] == pytest.approx(RTOL, rel=1e-3)
    assert bound(ones, 100)[0] == pytest.approx(2 * 104 * U32, rel=1e-3)
    assert bound(np.array([0.0, 2.0]), 1)[0] == pytest.approx(2 * FLOOR)
    assert bound(np.zeros((0, 2)), 1).shape == (0, 2)
    assert double_bound(ones, 1)[0] < 1e-11


def test_the_difference_bound_has_both_errors() -> None:
    magnitude, h = np.array([2.0]), np.array([1e-3])
    assert difference_bound(magnitude, 0.0, h, 6.0)[0] == pytest.approx(2e-6)
    assert difference_bound(np.array([0.0]), 3.0, h, 6.0)[0] == pytest.approx(8 * U64 * 3e3)
    assert math.isclose(tolerances.STEP, 4.8e-6, rel_tol=0.01)


@given(st.floats(1e-3, 1e3), st.floats(0.0, 0.99), st.booleans())
def test_an_error_within_the_bound_passes_and_one_beyond_fails(
    size: float, share: float, negative: bool
) -> None:
    allowed = bound(np.array([size]), 4)
    sign = -1 if negative else 1
    zero = np.zeros(1)
    assert compare(sign * share * allowed, zero, allowed).passed
    assert not compare(sign * (1.01 + share) * allowed, zero, allowed).passed


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_what_is_no_number_fails_also_beside_what_is_none(value: float) -> None:
    allowed = np.array([np.inf if np.isinf(value) else 1.0])
    assert not compare(np.array([value]), np.array([1.0]), np.array([1.0])).passed
    comparison = compare(np.array([1.0, value, 9.0]), np.zeros(3), np.full(3, 0.5))
    assert comparison.worst == (1,)
    assert not compare(np.array([np.nan]), np.array([1.0]), allowed).passed
