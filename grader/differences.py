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


def central_gradient(forward: Forward, dout: Floats, inputs: Inputs, of: int) -> Floats:
    """∂⟨dout, forward(inputs)⟩/∂inputs[of] by central differences, entry by entry; shape of `inputs[of]`."""
    x = inputs[of]
    h = steps(x)
    gradient = np.empty(x.shape)
    for index in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        up[index] += h[index]
        down[index] -= h[index]
        difference = forward(_with(inputs, of, up)) - forward(_with(inputs, of, down))
        gradient[index] = np.sum(dout * difference) / (up[index] - down[index])
    return gradient


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


def directional(forward: Forward, dout: Floats, inputs: Inputs, of: int, direction: Floats) -> float:
    """⟨dout, J·v⟩ for v = `direction`, by one central difference along v."""
    x = inputs[of]
    h = STEP * max(1.0, float(np.max(np.abs(x), initial=0.0)))
    up = forward(_with(inputs, of, x + h * direction))
    down = forward(_with(inputs, of, x - h * direction))
    return float(np.sum(dout * (up - down)) / (2 * h))


def _with(inputs: Inputs, of: int, x: Array) -> Inputs:
    return tuple(x if i == of else a for i, a in enumerate(inputs))
