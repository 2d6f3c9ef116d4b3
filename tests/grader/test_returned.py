"""What came back, as arrays or as a sentence why it is none."""

from __future__ import annotations

import numpy as np
import pytest

from grader.messages import Value
from grader.returned import Missing, as_array, many_outputs


@pytest.mark.parametrize(
    ("value", "says"),
    [
        (None, "it returned None: is the return statement missing?"),
        (
            np.zeros((2, 2)),
            "must return three arrays (dx, dw, db), and it returned one array of shape (2, 2)",
        ),
        (np.zeros(()), "it returned a single number"),
        (1.0, "it returned a single number"),
        ((np.zeros(2),) * 2, "it returned 2 values"),
        ((), "it returned 0 values"),
    ],
)
def test_a_wrong_number_of_gradients_is_said(value: Value, says: str) -> None:
    (first, *_) = many_outputs(value, 3, "dx, dw, db")
    assert isinstance(first, Missing)
    assert says in first.why


@pytest.mark.parametrize(
    ("value", "says"),
    [
        (None, "is None"),
        ("x", "is not an array of numbers"),
        (np.array([True]), "True and False"),
        (np.array([1j]), "complex"),
        (np.array(["a"]), "is not an array of numbers"),
        (((1.0, 2.0), (3.0,)), "is not an array of numbers"),
        (True, "True and False"),
        (10**400, "is not an array of numbers"),
    ],
)
def test_what_is_no_array_of_numbers_is_said(value: Value, says: str) -> None:
    found = as_array(value)
    assert isinstance(found, Missing)
    assert says in found.why


@pytest.mark.parametrize(
    "value", [((1, 2), (3, 4)), np.array([[1, 2], [3, 4]], dtype=np.int8), ((1.0, 2), (3, 4.0))]
)
def test_rows_and_whole_numbers_are_arrays(value: Value) -> None:
    found = as_array(value)
    assert not isinstance(found, Missing)
    assert found.dtype == np.float64
    assert found.tolist() == [[1, 2], [3, 4]]


def test_one_array_of_three_gradients_is_three_gradients() -> None:
    stacked = np.stack([np.zeros((2, 2)), np.ones((2, 2)), np.full((2, 2), 2.0)])
    assert [np.asarray(o).flat[0] for o in many_outputs(stacked, 3, "dx, dw, db")] == [0, 1, 2]


@pytest.mark.parametrize(("count", "word"), [(2, "two"), (3, "three"), (4, "four"), (5, "5")])
def test_how_many_arrays_are_wanted_is_said_in_a_word(count: int, word: str) -> None:
    first, *others = many_outputs(None, count, "a, b")
    assert isinstance(first, Missing)
    assert first.why.startswith(f"cannot be judged: the function must return {word} arrays (a, b)")
    assert others == [first] * (count - 1)
