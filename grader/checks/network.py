"""The student's functions one after the other, in the toy networks of the sheet."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cache

import numpy as np

from grader import networks
from grader.checks.check import Check, Drive, Evidence, Finding
from grader.comparison import compare, near
from grader.layers.layer import Layer
from grader.messages import Array, Fault, Floats, Reply, Value
from grader.network_example import PENCILS, on_paper
from grader.once import once
from grader.report import Json
from grader.returned import Missing, as_array
from grader.subscripts import number, shape
from grader.tolerances import RTOL

NAMES = {"network": ("dx", "dw", "db"), "deep_network": ("dx", "dw1", "db1", "dw2", "db2")}
ERRORS = 4
"""Layers of the deep network: each may err by RTOL."""
CHAINS = {"network": "Affine–Sigmoid–Loss", "deep_network": "Affine–ReLU–Affine–Sigmoid–Loss"}


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
        """The cases for a pencil, and one draw for each network."""
        n, d, h, m = 4, 5, 6, 3
        normal = rng.standard_normal
        shallow = (normal((n, d)), normal((d, m)), normal(m), normal((n, m)))
        deep = (normal((n, d)), normal((d, h)), normal(h), normal((h, m)), normal(m), normal((n, m)))
        small = [Drive("network", pencil) for pencil in PENCILS]
        return *small, Drive("network", shallow), Drive("deep_network", deep)

    def judge(self, evidence: Evidence) -> Finding:
        """Fails at the first gradient that differs."""
        drives = evidence.drives[self.name]
        for drive, reply in drives:
            finding = _judge(drive, reply)
            if not finding.passed:
                return replace(finding, counterexample=on_paper([reply for _, reply in drives]))
        return Finding(True)


def _judge(drive: Drive, reply: Reply) -> Finding:
    chain, names = CHAINS[drive.function], NAMES[drive.function]
    if isinstance(reply, Fault):
        return Finding(False, f"In {chain}: {reply.message}", fault=reply)
    expected = _expected(drive)
    wants = expected.gradients
    values = reply.value if isinstance(reply.value, tuple) else (reply.value,)
    if len(values) != len(wants):
        return Finding(False, f"In {chain}: {len(wants)} gradients are needed, {len(values)} came back.")
    gradients: list[Floats] = []
    for at, (name, want, value) in enumerate(zip(names, wants, values, strict=True)):
        got = as_array(value)
        if isinstance(got, Missing):
            return Finding(False, f"In {chain}: {name} {got.why}.")
        if not got.shape:
            return Finding(False, f"In {chain}: {name} is a single number; expected {shape(want.shape)}.")
        if got.shape != want.shape and _squeezed(got) != _squeezed(want):
            return Finding(
                False, f"In {chain}: {name} has shape {shape(got.shape)}; expected {shape(want.shape)}."
            )
        gradients.append(got.reshape(want.shape))
        if near(gradients[at], want).all():  # as most are: no bound is needed
            continue
        comparison = compare(gradients[at], want, np.full(want.shape, expected.bounds[at]))
        if not comparison.passed:
            return _differs(chain, name, comparison.got, want, comparison.worst)
    if not _along(expected, gradients):
        return Finding(False, f"In {chain}: the gradients do not give the slope of the loss.")
    return Finding(True)


@dataclass(frozen=True, eq=False)
class _Expected:
    """What is right for one call of the driver."""

    parameters: tuple[Floats, ...]
    target: Floats

    @once
    def gradients(self) -> tuple[Array, ...]:
        """By every parameter."""
        return networks.gradients(self.parameters, self.target)

    @once
    def bounds(self) -> tuple[float, ...]:
        """How far the entries of each gradient may be off."""
        magnitudes = networks.magnitudes(self.parameters, self.target)
        return tuple(ERRORS * RTOL * float(m.max()) for m in magnitudes)


def _expected(drive: Drive) -> _Expected:
    """What is right; for a pencil it is the same in every plan."""
    for position, pencil in enumerate(PENCILS):
        if drive.args is pencil:
            return _expected_on_paper(position)
    return _of(drive.args)


@cache
def _expected_on_paper(position: int) -> _Expected:
    return _of(PENCILS[position])


def _of(args: tuple[Value, ...]) -> _Expected:
    *parameters, target = (np.asarray(a, dtype=np.float64) for a in args)
    return _Expected(tuple(parameters), target)


def _along(expected: _Expected, gradients: list[Floats]) -> bool:
    """Whether the gradients give the slope of the loss along one direction of all parameters, by the complex
    step: this knows nothing of the chain rule."""
    directions = tuple(_direction(p.shape) for p in expected.parameters)
    products = [g * v for g, v in zip(gradients, directions, strict=True)]
    got = sum(float(product.sum()) for product in products)
    off = abs(got - networks.slope_along(expected.parameters, expected.target, directions))
    rounding = 1e-9 * (sum(float(np.abs(product).sum()) for product in products) + 1)
    if off <= rounding:  # as most are: how far each gradient may be off anyway is not needed
        return True
    allowed = sum(b * float(np.abs(v).sum()) for b, v in zip(expected.bounds, directions, strict=True))
    return off <= allowed + rounding


@cache
def _direction(shape: tuple[int, ...]) -> Floats:
    """The same for all parameters of a shape; the shapes are those of `Network.drives`."""
    direction = np.cos(1 + np.arange(math.prod(shape))).reshape(shape)
    direction.flags.writeable = False
    return direction


def _squeezed(array: Floats) -> tuple[int, ...]:
    """The shape without axes of length 1."""
    return tuple(length for length in array.shape if length != 1)


def _differs(chain: str, name: str, got: Floats, want: Floats, at: tuple[int, ...]) -> Finding:
    figures: dict[str, Json] = {"worst_entry": list(at)}
    value, rate = float(got[at]), float(want[at])
    return Finding(
        False,
        f"In {chain}: {name}[{', '.join(map(str, at))}] is {number(value, rate)}, but the loss changes at "
        f"the rate {number(rate, value)}. One wrong layer spoils the gradients of all before it.",
        figures=figures,
    )
