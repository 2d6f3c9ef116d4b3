"""The student's functions one after the other, in the toy networks of the sheet."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from grader import networks
from grader.checks.check import Check, Drive, Evidence, Finding
from grader.evidence import Missing, as_array, compare
from grader.layers.layer import Layer
from grader.messages import Fault, Floats, Reply, Returned
from grader.report import Counterexample, Json, plain
from grader.subscripts import indexed, number, shape
from grader.tolerances import RTOL

NAMES = {"network": ("dx", "dw", "db"), "deep_network": ("dx", "dw1", "db1", "dw2", "db2")}
CHAINS = {"network": "Affine–Sigmoid–Loss", "deep_network": "Affine–ReLU–Affine–Sigmoid–Loss"}


PENCIL = (
    np.array([[1.0, 1.0], [2.0, 2.0]]),
    np.array([[1.0], [-1.0]]),
    np.array([0.0]),
    np.array([[0.0], [0.0]]),
)
"""x, w, b and target: y is 0, so s is ½ and σ' is ¼."""


@dataclass(frozen=True)
class Network(Check):
    """Gradients of the whole network against the slope of its loss."""

    kind = "network"
    groups = ()
    partner = "sigmoid"

    def title(self, layer: Layer) -> str:
        """Which networks."""
        return "Together in the toy networks: ∂L/∂X, ∂L/∂W, ∂L/∂b of the whole"

    def equation(self, layer: Layer) -> str:
        """The chain rule through the layers."""
        return "(10)"

    def drives(self, rng: np.random.RandomState) -> tuple[Drive, ...]:
        """A case for a pencil, and one draw for each network."""
        n, d, h, m = 4, 5, 6, 3
        normal = rng.standard_normal
        shallow = (normal((n, d)), normal((d, m)), normal(m), normal((n, m)))
        deep = (normal((n, d)), normal((d, h)), normal(h), normal((h, m)), normal(m), normal((n, m)))
        return Drive("network", PENCIL), Drive("network", shallow), Drive("deep_network", deep)

    def judge(self, evidence: Evidence) -> Finding:
        """Fails at the first gradient that differs."""
        drives = evidence.drives[self.name]
        for drive, reply in drives:
            finding = _judge(drive, reply)
            if not finding.passed:
                return replace(finding, counterexample=_on_paper(*drives[0]))
        return Finding(True)


def _on_paper(drive: Drive, reply: Reply) -> Counterexample | None:
    """The case for a pencil with its chain rule through both layers, where it goes wrong too."""
    x, w, b, target = PENCIL
    s = networks.forward((x, w, b))
    ds, slope = 2 * (s - target), s * (1 - s)
    if not isinstance(reply, Returned) or not isinstance(reply.value, tuple) or len(reply.value) != 3:
        return None
    for position, want in enumerate(networks.gradients((x, w, b), target)):
        got = as_array(reply.value[position])
        if isinstance(got, Missing) or got.shape != want.shape:
            return None
        comparison = compare(got, want, np.full(want.shape, RTOL))
        if not comparison.passed:
            at = comparison.worst
            return Counterexample(
                inputs={"x": plain(x), "w": plain(w), "b": plain(b), "target": plain(target)},
                expected=plain(want),
                got=plain(got),
                entry=list(at),
                chain_rule=_chain(position, at, ds, slope, float(want[at]), float(got[at])),
            )
    return None


def _chain(position: int, at: tuple[int, ...], ds: Floats, slope: Floats, want: float, got: float) -> str:
    """∂L/∂s·∂s/∂y·∂y/∂(the entry), summed over the batch where the entry serves all of it."""
    x, w, _, _ = PENCIL
    letter = "xwb"[position]
    rows = [at[0]] if letter == "x" else range(len(x))
    symbols, numbers = [], []
    for i in rows:
        last = {"x": (indexed("w", at[-1], 0), w[at[-1], 0]), "w": (indexed("x", i, at[0]), x[i, at[0]])}
        names, values = [indexed("∂L/∂s", i, 0), indexed("σ'(y", i, 0) + ")"], [ds[i, 0], slope[i, 0]]
        if letter in last:
            names.append(last[letter][0])
            values.append(last[letter][1])
        symbols.append("·".join(names))
        numbers.append("·".join(number(v) if v >= 0 else f"({number(v)})" for v in map(float, values)))
    left = indexed(f"∂L/∂{letter}", *at)
    return f"{left} = {' + '.join(symbols)} = {' + '.join(numbers)} = {number(want)}; yours: {number(got)}"


def _judge(drive: Drive, reply: Reply) -> Finding:
    chain, names = CHAINS[drive.function], NAMES[drive.function]
    if isinstance(reply, Fault):
        return Finding(False, f"In {chain}: {reply.message}", fault=reply)
    *parameters, target = (np.asarray(a, dtype=np.float64) for a in drive.args)
    wants = networks.gradients(tuple(parameters), target)
    values = reply.value if isinstance(reply.value, tuple) else (reply.value,)
    if len(values) != len(wants):
        return Finding(False, f"In {chain}: {len(wants)} gradients are needed, {len(values)} came back.")
    gradients: list[Floats] = []
    for name, want, value in zip(names, wants, values, strict=True):
        got = as_array(value)
        if isinstance(got, Missing):
            return Finding(False, f"In {chain}: {name} {got.why}.")
        if not got.shape:
            return Finding(False, f"In {chain}: {name} is a single number; expected {shape(want.shape)}.")
        if got.size != want.size or np.squeeze(got).shape != np.squeeze(want).shape:
            return Finding(
                False, f"In {chain}: {name} has shape {shape(got.shape)}; expected {shape(want.shape)}."
            )
        bound = np.full(want.shape, 4 * RTOL * float(np.max(np.abs(want))))
        comparison = compare(got.reshape(want.shape), want, bound)
        if not comparison.passed:
            return _differs(chain, name, comparison.got, want, comparison.worst)
        gradients.append(comparison.got)
    if not _along(tuple(parameters), target, gradients):
        return Finding(False, f"In {chain}: the gradients do not give the slope of the loss.")
    return Finding(True)


def _along(parameters: tuple[Floats, ...], target: Floats, gradients: list[Floats]) -> bool:
    """Whether the gradients give the slope of the loss along one direction of all parameters, by the complex
    step: this knows nothing of the chain rule."""
    directions = tuple(np.cos(1 + np.arange(p.size)).reshape(p.shape) for p in parameters)
    want = networks.slope_along(parameters, target, directions)
    got = sum(float(np.sum(g * v)) for g, v in zip(gradients, directions, strict=True))
    size = sum(float(np.sum(np.abs(g * v))) for g, v in zip(gradients, directions, strict=True))
    return abs(got - want) <= 1e-5 * size + 1e-9


def _differs(chain: str, name: str, got: Floats, want: Floats, at: tuple[int, ...]) -> Finding:
    figures: dict[str, Json] = {"worst_entry": list(at)}
    return Finding(
        False,
        f"In {chain}: {name}[{', '.join(map(str, at))}] is {number(float(got[at]))}, but the loss changes at "
        f"the rate {number(float(want[at]))}. One wrong layer spoils the gradients of all before it.",
        figures=figures,
    )
