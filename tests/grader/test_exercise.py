"""An upload that brings its own forward pass: with that of every layer, loss or not, summed or averaged."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from grader.checks.check import Evidence, Finding
from grader.checks.exercise import Exercise
from grader.draws import Draws
from grader.evidence import Answer
from grader.layers.layer import Layer
from grader.layers.reduction import averaged
from grader.layers.registry import LAYERS
from grader.messages import Returned, Value

AVERAGED = {f"{name}, mean": averaged(layer) for name, layer in LAYERS.items() if layer.sums}
ALL = {**LAYERS, **AVERAGED}


def judged(layer: Layer, forward: Callable[[Any], Value]) -> Finding:
    """The finding on right gradients with `forward` of the right output."""
    answers = tuple(
        Answer(layer, probe, _reply(layer, probe.case.double(), forward))
        for probe in Draws("1").probes(layer, "exercise")
    )
    return Exercise(points=1.0).judge(Evidence(layer, "own", answers))


def _reply(layer: Layer, case: Any, forward: Callable[[Any], Value]) -> Returned:
    gradients = layer.vjp(case)
    value = gradients if len(gradients) > 1 else gradients[0]
    return Returned(value, (), forward(layer.forward(case.inputs)), own_forward=True)


@pytest.mark.parametrize("layer", ALL.values(), ids=ALL)
def test_a_right_forward_pass_passes(layer: Layer) -> None:
    assert judged(layer, lambda output: output).passed
    assert judged(layer, lambda output: output.astype(np.float32)).passed


@pytest.mark.parametrize("layer", ALL.values(), ids=ALL)
@pytest.mark.parametrize(
    "wrong", [lambda y: y + 0.01, lambda y: y * np.nan, lambda y: None, lambda y: np.stack([y, y])]
)
def test_a_wrong_forward_pass_is_said(layer: Layer, wrong: Callable[[Any], Value]) -> None:
    finding = judged(layer, wrong)
    assert not finding.passed
    assert finding.message == "The gradient is right, but your own forward pass is not: check its output."


@pytest.mark.parametrize("layer", [layer for layer in ALL.values() if layer.is_loss], ids=lambda x: x.name)
@pytest.mark.parametrize("form", [float, lambda y: y.reshape(1), lambda y: y.reshape(1, 1)])
def test_a_loss_may_come_as_a_number_or_in_brackets(layer: Layer, form: Callable[[Any], Value]) -> None:
    assert judged(layer, form).passed
