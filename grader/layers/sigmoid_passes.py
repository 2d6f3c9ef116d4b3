"""σ(x) and its derivative, exercise 1 of the sheet, without overflow and without cancellation."""

from __future__ import annotations

import numpy as np

from grader.messages import Array


def sigmoid(x: Array) -> Array:
    """σ(x), without overflow for any finite x; complex x are taken as they are (complex step)."""
    if np.iscomplexobj(x):
        return np.asarray(1 / (1 + np.exp(-x)))
    tail = np.exp(-np.abs(x))
    return np.asarray(np.where(x >= 0, 1 / (1 + tail), tail / (1 + tail)))


def slope(x: Array) -> Array:
    """σ'(x) = σ(x)(1 − σ(x)), computed without cancellation: e⁻|ˣ|/(1 + e⁻|ˣ|)²."""
    tail = np.exp(-np.abs(x))
    return np.asarray(tail / (1 + tail) ** 2)
