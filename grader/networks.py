"""The toy networks of the sheet, computed on the trusted side: loss, its gradients, and gradient descent.

The loss is the squared error Σ(s − t)² over the batch; its gradient by s, 2(s − t), is where backpropagation
starts. `grader.driver` has the same forward passes for the sandbox.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np

from grader.layers import affine
from grader.layers.layer import Case
from grader.layers.sigmoid_passes import sigmoid, slope
from grader.messages import Array, Floats

Parameters = tuple[Floats, ...]


def rectified(y: Array) -> Array:
    """max(0, y); also for y + ih of the complex step."""
    return np.where(np.real(y) > 0, y, 0)


def forward(parameters: Parameters) -> Array:
    """s for (x, w, b) of Affine – Sigmoid, or (x, w1, b1, w2, b2) of Affine – ReLU – Affine – Sigmoid."""
    x, w, b, *more = parameters
    y = x @ w + b
    return forward((rectified(y), *more)) if more else sigmoid(y)


def loss(parameters: Parameters, target: Floats) -> Array:
    """Σ(s − t)², as a 0-d array."""
    return np.asarray(np.sum((forward(parameters) - target) ** 2))


def gradients(parameters: Parameters, target: Floats) -> tuple[Array, ...]:
    """∂L/∂ of every parameter by the chain rule (10)."""
    x, w, b, *more = parameters
    y = x @ w + b
    if not more:
        dy = 2 * (sigmoid(y) - target) * slope(y)
        return affine.vjp(Case(dy, (x, w, b)))
    dactive, *rest = gradients((rectified(y), *more), target)
    return (*affine.vjp(Case(dactive * (y > 0), (x, w, b))), *rest)


def magnitudes(parameters: Parameters, target: Floats) -> tuple[Array, ...]:
    """What errors in `gradients` are measured against: the same chain, with absolute values throughout and
    with ¼, the largest σ', against which errors of the sigmoid's own gradient are measured."""
    x, w, b, *more = parameters
    y = x @ w + b
    if not more:
        return affine.magnitude(Case((sigmoid(y) - target) / 2, (x, w, b)))
    dactive, *rest = magnitudes((rectified(y), *more), target)
    return (*affine.magnitude(Case(dactive * (y > 0), (x, w, b))), *rest)


def slope_along(parameters: Parameters, target: Floats, directions: Parameters) -> float:
    """dL along one direction of all parameters, by the complex step: no chain rule is used."""
    h = 1e-30
    moved = tuple(p + 1j * h * v for p, v in zip(parameters, directions, strict=True))
    return float(np.imag(loss(moved, target))) / h


@dataclass(frozen=True, eq=False)
class Digits:
    """Real 8×8 digits: x N×64 with entries from 0 to 1, target N×10 with a one for the digit."""

    x: Floats
    target: Floats


@cache
def digits(count: int) -> Digits:
    """The first `count` digits of the file that ships with the package; see grader/data/README.md."""
    text = resources.files("grader").joinpath("data", "digits.csv").read_text(encoding="ascii")
    table = np.array([[int(n) for n in line.split(",")] for line in text.splitlines()[:count]], dtype=float)
    return Digits(table[:, :64] / 16, np.eye(10)[table[:, 64].astype(int)])


def learn(w: Floats, b: Floats, data: Digits) -> tuple[float, Floats, Floats]:
    """Loss of Affine – Sigmoid on the digits and its gradients by w and b, in one pass."""
    s = sigmoid(data.x @ w + b)
    difference = s - data.target
    dy = 2 * difference * s * (1 - s)
    return float(np.sum(difference * difference)), data.x.T @ dy, dy.sum(axis=0)


def descend(w: Floats, b: Floats, data: Digits, rate: float, steps: int) -> list[float]:
    """The loss before every step of gradient descent and after the last, with the right gradients."""
    curve = []
    for _ in range(steps):
        value, dw, db = learn(w, b, data)
        curve.append(value)
        w, b = w - rate * dw, b - rate * db
    return [*curve, learn(w, b, data)[0]]
