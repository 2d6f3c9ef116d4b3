"""What each function may err by itself, both may err together."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from grader.assignment import builtin
from tests.grader.in_process import checks, grade
from tests.grader.right_and_wrong import RIGHT_AFFINE

SHEET = builtin("matrix-derivatives")


def _clipped(dout: Any, cache: Any) -> Any:
    """Right but for 1e-7 of dout where σ is nearly 0 or 1: less than a quarter of the allowed 1e-6."""
    s = np.clip(cache, 1e-7, 1 - 1e-7)
    return dout * s * (1 - s)


def _single(dout: Any, cache: Any) -> Any:
    dout, s = np.float32(dout), np.float32(cache)
    return np.float64(dout * s * (1 - s))


@pytest.mark.parametrize("sigmoid", [_clipped, _single])
@pytest.mark.parametrize("seed", [f"{5 * 7919:032x}", *(f"{n:02x}" for n in range(12))])
def test_errors_that_are_allowed_alone_are_allowed_in_networks_of_saturated_neurons(
    sigmoid: Any, seed: str
) -> None:
    report = grade(SHEET, {"affine_backward": RIGHT_AFFINE["closed form"], "sigmoid_backward": sigmoid}, seed)
    assert checks(report, "affine_backward")["network"].passed
    assert report.points == report.max_points


@pytest.mark.parametrize("factor", [1.001, 0.999, -1.0])
@pytest.mark.parametrize("output", range(3))
@pytest.mark.parametrize("seed", ["00", "01"])
def test_a_network_still_shows_a_factor_in_one_gradient(factor: float, output: int, seed: str) -> None:
    def wrong(dout: Any, cache: Any) -> Any:
        gradients = list(RIGHT_AFFINE["closed form"](dout, cache))
        gradients[output] = gradients[output] * factor
        return gradients

    def sigmoid(dout: Any, s: Any) -> Any:
        return dout * s * (1 - s)

    report = grade(SHEET, {"affine_backward": wrong, "sigmoid_backward": sigmoid}, seed)
    assert not checks(report, "affine_backward")["network"].passed
