"""What each function may err by itself, both may err together."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest

from grader import networks
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


def test_gradient_descent_goes_along_the_slope_of_the_loss() -> None:
    data = networks.digits(40)
    rng = np.random.default_rng(1)
    w, b = 0.1 * rng.standard_normal((64, 10)), np.zeros(10)
    curve = networks.descend(w, b, data, 0.02, 3)
    assert len(curve) == 4
    for before, after in itertools.pairwise(curve):
        assert float(networks.loss((data.x, w, b), data.target)) == pytest.approx(before)
        _, dw, db = networks.gradients((data.x, w, b), data.target)
        w, b = w - 0.02 * dw, b - 0.02 * db
        assert after < before
    assert float(networks.loss((data.x, w, b), data.target)) == pytest.approx(curve[-1])


def test_no_gradient_is_larger_than_what_its_errors_are_measured_against() -> None:
    rng = np.random.default_rng(2)
    parameters = tuple(rng.standard_normal(s) for s in ((4, 5), (5, 6), (6,), (6, 3), (3,)))
    target = rng.standard_normal((4, 3))
    for gradient, magnitude in zip(
        networks.gradients(parameters, target), networks.magnitudes(parameters, target), strict=True
    ):
        assert gradient.shape == magnitude.shape
        assert np.all(np.abs(gradient) <= magnitude)
