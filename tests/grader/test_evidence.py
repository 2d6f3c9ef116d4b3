"""What came back beside what should have come back: right or not, in which shape and precision."""

from __future__ import annotations

import numpy as np
import pytest

from grader.evidence import Answer, Probe
from grader.layers.affine import AFFINE
from grader.layers.sigmoid import SIGMOID
from grader.messages import Fault, FaultKind, Returned

CASE = Probe("exercise", AFFINE.exercise)
RIGHT = AFFINE.vjp(AFFINE.exercise)


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
