"""`reduction = "mean"`: right when divided by N, and the sum has a name."""

from __future__ import annotations

import numpy as np
import pytest

from grader.assignment import AssignmentError, builtin_text, parse
from tests.grader.in_process import checks, grade
from tests.grader.right_and_wrong import Backward, affine, flat

AFFINE = parse("""
schema = 1
id = "averaged"
title = "Averaged"
points = 7
[[function]]
layer = "affine"
reduction = "mean"
points = 7
check = [
  {kind = "shapes", points = 1},
  {kind = "reference", output = "dx", points = 1},
  {kind = "reference", output = "dw", points = 1},
  {kind = "reference", output = "db", points = 1},
  {kind = "differences", points = 1},
  {kind = "edges", points = 1},
  {kind = "exercise", points = 1},
]
""")
MEAN = affine(dw=lambda d, x, w, b: flat(x).T @ d / len(d), db=lambda d, x, w, b: d.mean(axis=0))


@pytest.mark.parametrize("seed", ["1", "2", "3"])
def test_gradients_that_are_averaged_get_all_points(seed: str) -> None:
    report = grade(AFFINE, {"affine_backward": MEAN}, seed)
    assert report.points == 7, [c for c in report.functions[0].checks if not c.passed]


def test_the_sum_is_named() -> None:
    found = checks(grade(AFFINE, {"affine_backward": affine()}), "affine_backward")
    assert found["reference.dx"].passed
    for name in ("reference.dw", "reference.db"):
        assert found[name].misconception == "batch_sum"
    example = found["reference.db"].counterexample
    assert example is not None
    assert example.chain_rule is not None
    assert "/2" in example.chain_rule


@pytest.mark.parametrize("name", ["mse_loss", "softmax_loss"])
def test_a_loss_that_averages_is_graded_by_its_mean(name: str) -> None:
    text = builtin_text("more-layers").replace(f'layer = "{name}"', f'layer = "{name}"\nreduction = "mean"')

    def mse(dout, cache):  # type: ignore[no-untyped-def]
        x, t = cache
        return dout * 2 * (x - t) / len(x)

    def softmax(dout, cache):  # type: ignore[no-untyped-def]
        x, t = cache
        e = np.exp(x - x.max(axis=1, keepdims=True))
        return dout * (e / e.sum(axis=1, keepdims=True) - np.eye(x.shape[1])[t]) / len(x)

    function = f"{name}_backward"
    right: Backward = {"mse_loss": mse, "softmax_loss": softmax}[name]
    assert all(c.passed for c in checks(grade(parse(text), {function: right}), function).values())
    wrong = checks(grade(parse(text), {function: lambda d, c: right(d, c) * len(c[0])}), function)
    assert wrong["reference.dx"].misconception == "batch_sum"


def test_a_layer_without_a_sum_over_the_batch_cannot_be_averaged() -> None:
    text = builtin_text("activations").replace('layer = "relu"', 'layer = "relu"\nreduction = "mean"')
    with pytest.raises(AssignmentError, match=r"Line \d+: relu has no sum"):
        parse(text)
