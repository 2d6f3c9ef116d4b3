"""What came back, as arrays or as a sentence why it is none."""

from __future__ import annotations

import numpy as np
import pytest

from grader.evidence import Answer, Missing, Probe, as_array
from grader.layers.affine import AFFINE
from grader.layers.sigmoid import SIGMOID
from grader.messages import Fault, FaultKind, Returned, Value

CASE = Probe("exercise", AFFINE.exercise)
RIGHT = AFFINE.vjp(AFFINE.exercise)


def outputs(value: Value) -> tuple[object, ...]:
    return Answer(AFFINE, CASE, Returned(value)).outputs


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
    (first, *_) = outputs(value)
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
    assert [np.asarray(o).flat[0] for o in outputs(stacked)] == [0, 1, 2]


@pytest.mark.parametrize(("dtype", "single"), [(np.float64, False), (np.float32, True)])
def test_single_precision_is_noticed(dtype: type, single: bool) -> None:
    case = Probe("random", AFFINE.sample(np.random.RandomState(1), (3, 4, 2)))
    value = tuple(g.astype(dtype) * dtype(1) for g in AFFINE.vjp(case.case))
    answer = Answer(AFFINE, case, Returned(value))
    assert answer.right(0)
    assert answer.single(0) is single


def test_what_is_missing_is_neither_right_nor_in_single_precision() -> None:
    answer = Answer(AFFINE, CASE, Fault(FaultKind.CRASH, "gone"))
    assert not answer.right(0)
    assert not answer.single(0)
    assert answer.compare(0) is None


def test_an_axis_of_length_one_counts_only_where_shapes_are_judged() -> None:
    dx, dw, db = RIGHT
    answer = Answer(AFFINE, CASE, Returned((dx, dw, db[None])))
    assert not answer.right(2)
    assert answer.right(2, loose_shape=True)


def test_a_list_of_one_row_and_a_tuple_of_one_array_are_told_apart() -> None:
    probe = Probe("edges", SIGMOID.sample(np.random.RandomState(1), (1, 1, 4)))
    (want,) = SIGMOID.vjp(probe.case)
    for value in ((want,), (want[0],), want):
        assert Answer(SIGMOID, probe, Returned(value)).right(0)
