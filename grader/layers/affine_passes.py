"""Both passes of the affine layer Y = XW + b: equations (1), (2), (20), (21) and section 3.1 of the sheet."""

from __future__ import annotations

import numpy as np

from grader.layers.layer import Case, Inputs
from grader.messages import Array


def rows(x: Array) -> Array:
    """X flattened row by row to N×D, equation (2)."""
    return x.reshape(x.shape[0], -1)


def forward(inputs: Inputs) -> Array:
    """Y = XW + 1ᴺb, shape N×M."""
    x, w, b = inputs
    return np.asarray(rows(x) @ w + b)


def stacked(inputs: Inputs) -> Array:
    """Y for a stack of inputs, X P×N×D, W P×D×M, b P×M; P may be 1."""
    x, w, b = inputs
    return np.asarray(x @ w + (b if b.ndim == 3 else b[:, None, :]))


def vjp(case: Case) -> tuple[Array, ...]:
    """(∂L/∂X, ∂L/∂W, ∂L/∂b), each shaped like its variable: equations (21), (20), section 3.1."""
    x, w, b = case.inputs
    dx = (case.dout @ w.T).reshape(x.shape)
    return dx, rows(x).T @ case.dout, case.dout.sum(axis=0).reshape(b.shape)
