"""Derivatives from the forward pass alone: nothing here knows a closed form.

Central differences of every entry in one broadcast call for small arrays, of one random direction for large
ones, and the complex step where the forward pass is holomorphic.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from grader.layers.layer import Inputs
from grader.messages import Array, Floats
from grader.tolerances import STEP

Forward = Callable[[Inputs], Array]


def steps(x: Floats) -> Floats:
    """h for every entry of x: u^(1/3)·max(1, |x|), rounded so that x + h − x is exactly h."""
    h = STEP * np.maximum(1.0, np.abs(x))
    return np.asarray((x + h) - x)


def central_gradient(
    forward: Forward, dout: Floats, inputs: Inputs, of: int, stacked: Forward | None = None
) -> Floats:
    """∂⟨dout, forward(inputs)⟩/∂inputs[of] by central differences, entry by entry; shape of `inputs[of]`.

    `stacked` is the forward pass of many inputs at once, each with one more axis in front: one call for all.
    """
    x = inputs[of]
    if not x.size:
        return np.zeros(x.shape)
    h = steps(x).reshape(-1)
    moved = np.broadcast_to(x, (2, x.size, *x.shape)).copy()
    flat = moved.reshape(2, x.size, x.size)
    at = np.arange(x.size)
    flat[0, at, at] += h
    flat[1, at, at] -= h
    width = flat[0, at, at] - flat[1, at, at]
    points = moved.reshape(2 * x.size, *x.shape)
    if stacked is not None:
        values = stacked(tuple(points if i == of else a[None] for i, a in enumerate(inputs)))
    else:
        values = np.stack([forward(_with(inputs, of, point)) for point in points])
    up, down = values.reshape(2, x.size, -1)
    return np.asarray(((up - down) @ dout.reshape(-1) / width).reshape(x.shape))


def complex_gradient(forward: Forward, dout: Floats, inputs: Inputs, of: int) -> Floats:
    """The same by the complex step Im f(x + ih)/h, which has no cancellation; holomorphic forwards only.

    Source: Squire and Trapp, Using Complex Variables to Estimate Derivatives of Real Functions, SIAM Review
    40 (1998).
    """
    x = inputs[of]
    h = 1e-30
    gradient = np.empty(x.shape)
    for index in np.ndindex(x.shape):
        moved = x.astype(complex)
        moved[index] += 1j * h
        gradient[index] = np.sum(dout * np.imag(forward(_with(inputs, of, moved)))) / h
    return gradient


def directional_all(
    forward: Forward, dout: Floats, inputs: Inputs, directions: tuple[Floats | None, ...]
) -> float:
    """The derivative of ⟨dout, Y⟩ along a direction of several inputs at once; None leaves an input alone."""
    size = max((float(np.max(np.abs(x), initial=0.0)) for x in inputs), default=0.0)
    h = STEP * max(1.0, size)
    moves = list(zip(inputs, directions, strict=True))
    up = forward(tuple(x if v is None else x + h * v for x, v in moves))
    down = forward(tuple(x if v is None else x - h * v for x, v in moves))
    return float(np.sum(dout * (up - down)) / (2 * h))


def directional(forward: Forward, dout: Floats, inputs: Inputs, of: int, direction: Floats) -> float:
    """⟨dout, J·v⟩ for v = `direction`, by one central difference along v."""
    x = inputs[of]
    h = STEP * max(1.0, float(np.max(np.abs(x), initial=0.0)))
    up = forward(_with(inputs, of, x + h * direction))
    down = forward(_with(inputs, of, x - h * direction))
    return float(np.sum(dout * (up - down)) / (2 * h))


def _with(inputs: Inputs, of: int, x: Array) -> Inputs:
    return tuple(x if i == of else a for i, a in enumerate(inputs))
