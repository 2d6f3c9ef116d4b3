"""Right backward passes of the layers beyond the sheet, written independently of the references."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from grader.assignment import builtin
from tests.grader.in_process import grade
from tests.grader.right_and_wrong import Backward


def batchnorm_by_steps(dout: Any, cache: Any) -> Any:
    """Through the computational graph, one node after the other."""
    x, gamma, _ = cache
    n = len(x)
    mu = x.mean(axis=0)
    centred = x - mu
    variance = (centred**2).mean(axis=0)
    root = np.sqrt(variance + 1e-5)
    dhat = dout * gamma
    dinverse = (dhat * centred).sum(axis=0)
    dvariance = -0.5 * dinverse / root**3
    dcentred = dhat / root + 2 * centred * dvariance / n
    return dcentred - dcentred.sum(axis=0) / n, (dout * centred / root).sum(axis=0), dout.sum(axis=0)


def max_pool_by_loops(dout: Any, x: Any) -> Any:
    dx = np.zeros(x.shape)
    for n, c, i, j in np.ndindex(dout.shape):
        window = x[n, c, 2 * i : 2 * i + 2, 2 * j : 2 * j + 2]
        u, v = np.unravel_index(window.argmax(), window.shape)
        dx[n, c, 2 * i + u, 2 * j + v] = dout[n, c, i, j]
    return dx


def softmax_by_rows(dout: Any, cache: Any) -> Any:
    x, t = cache
    dx = np.zeros_like(x)
    for i, row in enumerate(x):
        e = np.exp(row - row.max())
        dx[i] = e / e.sum()
        dx[i, t[i]] -= 1
    return dout * dx


RIGHT: dict[str, Backward] = {
    "mse_loss_backward": lambda dout, cache: dout * 2 * (cache[0] - cache[1]),
    "softmax_loss_backward": softmax_by_rows,
    "batchnorm_backward": batchnorm_by_steps,
    "max_pool_backward": max_pool_by_loops,
}
ACTIVATIONS: dict[str, Backward] = {
    "square_backward": lambda dout, x: 2 * x * dout,
    "relu_backward": lambda dout, x: np.where(x > 0, dout, 0),
    "tanh_backward": lambda dout, y: (1 - y * y) * dout,
}


@pytest.mark.parametrize("seed", [f"{n}" for n in range(6)])
@pytest.mark.parametrize(("name", "functions"), [("more-layers", RIGHT), ("activations", ACTIVATIONS)])
def test_right_functions_get_all_points(name: str, functions: dict[str, Backward], seed: str) -> None:
    report = grade(builtin(name), functions, seed)
    lost = [(f.name, c.name, c.message) for f in report.functions for c in f.checks if not c.passed]
    assert not lost
    assert report.points == report.max_points
