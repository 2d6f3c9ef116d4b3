"""Central differences of the forward pass alone: equation (9) without any closed form."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from grader import differences, tolerances
from grader.checks.check import Check, Evidence, Finding, wrong
from grader.comparison import compare
from grader.evidence import Answer
from grader.layers.layer import Layer
from grader.messages import Floats
from grader.report import Json
from grader.subscripts import number

ENTRYWISE = 1
"""So many draws are differentiated entry by entry, the others and the large one along one direction."""


@dataclass(frozen=True)
class Differences(Check):
    """Nudge each input and watch the loss: (L(x + h) − L(x − h)) / 2h."""

    kind = "differences"
    groups = ("random", "large")

    def title(self, layer: Layer) -> str:
        """What is compared."""
        return "Agrees with finite differences of the forward pass"

    def equation(self, layer: Layer) -> str:
        """The loss is a scalar function of every entry."""
        return "(9)"

    def judge(self, evidence: Evidence) -> Finding:
        """Fails at the first draw in which a gradient differs from the slope of the loss."""
        outputs = self.outputs(evidence.layer)
        for position, answer in enumerate(evidence.of(*self.groups)):
            if position >= ENTRYWISE and _all_along(answer, outputs):
                continue
            for output in outputs:
                got = answer.got(output, loose_shape=True)
                if got is None:
                    return wrong(answer, output)
                judge = _entries if position < ENTRYWISE else _direction
                finding = judge(answer, output, got)
                if not finding.passed:
                    return finding
        return Finding(True)


def _entries(answer: Answer, output: int, got: Floats) -> Finding:
    layer, case = answer.layer, answer.exact
    of = layer.outputs[output].of
    share = layer.share(case, layer.outputs[output].name)
    want = share * differences.central_gradient(layer.forward, case.dout, case.inputs, of, layer.stacked)
    size, steps = _loss_size(answer), differences.steps(case.inputs[of])
    if compare(got, want, tolerances.round_off(size, steps)).passed:  # as most do: nothing else is needed
        return Finding(True)
    allowed = answer.bounds[output] + tolerances.difference_bound(
        answer.magnitudes[output], size, steps, layer.third
    )
    comparison = compare(got, want, allowed)
    if comparison.passed:
        return Finding(True)
    at = comparison.worst
    return _differs(answer, output, at, float(got[at]), float(want[at]))


def _all_along(answer: Answer, outputs: tuple[int, ...]) -> bool:
    """Whether all gradients together give the slope of the loss along one direction of all inputs."""
    layer, case = answer.layer, answer.exact
    directions: list[Floats | None] = [None] * len(case.inputs)
    slope = 0.0
    for output in outputs:
        got, of = answer.got(output, loose_shape=True), layer.outputs[output].of
        if got is None or layer.share(case, layer.outputs[output].name) != 1.0:
            return False
        v = directions[of] = answer.probe.directions[of]
        with np.errstate(all="ignore"):
            slope += float((got * v).sum())
    off = abs(slope - differences.directional_all(layer.forward, case.dout, case.inputs, tuple(directions)))
    size, step = _loss_size(answer), np.asarray(tolerances.STEP)
    if off <= float(tolerances.round_off(size, step)):  # as most are: nothing else is needed
        return True
    allowed = change = 0.0
    for output in outputs:
        v = answer.probe.directions[layer.outputs[output].of]
        allowed += float((answer.bounds[output] * np.abs(v)).sum())
        change += float((answer.magnitudes[output] * v * v).sum())
    return off <= allowed + float(tolerances.difference_bound(np.asarray(change), size, step, layer.third))


def _direction(answer: Answer, output: int, got: Floats) -> Finding:
    layer, case = answer.layer, answer.exact
    of = layer.outputs[output].of
    v = answer.probe.directions[of]
    share = layer.share(case, layer.outputs[output].name)
    want = share * differences.directional(layer.forward, case.dout, case.inputs, of, v)
    change = np.asarray(np.sum(answer.magnitudes[output] * v * v))
    allowed = float(np.sum(answer.bounds[output] * np.abs(v))) + float(
        tolerances.difference_bound(change, _loss_size(answer), np.asarray(tolerances.STEP), layer.third)
    )
    with np.errstate(all="ignore"):
        slope = float(np.sum(got * v))
    if abs(slope - want) <= allowed:
        return Finding(True)
    return _differs(answer, output, None, slope, want)


def _loss_size(answer: Answer) -> float:
    case = answer.exact
    positive = tuple(np.abs(a) for a in case.inputs)
    return float((np.abs(case.dout) * np.abs(answer.layer.forward(positive))).sum()) + 1.0


def _differs(answer: Answer, output: int, at: tuple[int, ...] | None, got: float, want: float) -> Finding:
    name = answer.layer.outputs[output].name
    variable = answer.layer.input_name(answer.layer.outputs[output].of)
    if at is None:
        says = (
            f"Along a random direction in {variable} the loss changes at the rate {number(want, got)}; "
            f"by your {name} it would be {number(got, want)}."
        )
    else:
        index = ", ".join(map(str, at))
        says = (
            f"Nudging {variable}[{index}] changes the loss at the rate {number(want, got)}; "
            f"your {name}[{index}] is {number(got, want)}."
        )
    error = abs(got - want)
    figures: dict[str, Json] = {"max_abs_error": error if np.isfinite(error) else number(error)}
    if at is not None:
        figures["worst_entry"] = list(at)
    return Finding(False, says, output, figures=figures, about_values=True)
