"""The references: against the sheet's printed values, and against derivatives of the forward pass alone."""

from __future__ import annotations

import math

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader import differences, tolerances
from grader.draws import Draws
from grader.evidence import Probe
from grader.layers.affine import AFFINE
from grader.layers.layer import Case, Layer
from grader.layers.registry import LAYERS
from grader.layers.sigmoid import SIGMOID
from grader.layers.sigmoid_passes import sigmoid, slope
from grader.layers.square import SQUARE

GROUPS = ("exercise", "ladder", "random", "square", "images", "edges", "again", "large")
layers = pytest.mark.parametrize("layer", LAYERS.values(), ids=list(LAYERS))


def drawn(layer: Layer, seed: str, *groups: str) -> list[Probe]:
    draws = Draws(seed)
    return [probe for group in groups for probe in draws.probes(layer, group)]


def test_the_exercise_has_the_values_that_the_sheet_prints() -> None:
    x, w, b = AFFINE.exercise.inputs
    y = AFFINE.forward((x, w, b))
    assert float(np.sum(y**2)) == 52
    (dy,) = SQUARE.vjp(Case(np.ones((2, 2)), (y,)))
    assert dy.tolist() == [[2, 2], [10, 10]] == AFFINE.exercise.dout.tolist()
    dx, dw, db = AFFINE.vjp(AFFINE.exercise)
    assert dx.tolist() == [[4, 4], [20, 20]]
    assert dw.tolist() == [[20, 20], [32, 32]]
    assert db.tolist() == [12, 12]


def test_the_exercise_of_the_sigmoid_stands_at_the_same_y() -> None:
    (dx,) = SIGMOID.vjp(SIGMOID.exercise)
    assert dx == pytest.approx(np.array([[0.196611933, 0.196611933], [0.006648057, 0.006648057]]), abs=1e-9)


@layers
@given(seed=st.integers(0, 10**6))
def test_the_vjp_agrees_with_central_differences(layer: Layer, seed: int) -> None:
    for probe in drawn(layer, str(seed), "random"):
        case = probe.case
        for output, want, magnitude in zip(
            layer.outputs, layer.vjp(case), layer.magnitude(case), strict=True
        ):
            got = differences.central_gradient(layer.forward, case.dout, case.inputs, output.of)
            h = differences.steps(case.inputs[output.of])
            size = float(np.sum(np.abs(case.dout * layer.forward(case.inputs)))) + 1
            assert np.all(
                np.abs(got - want) <= tolerances.difference_bound(magnitude, size, h, layer.third) + 1e-12
            )


@pytest.mark.parametrize("name", [name for name, layer in LAYERS.items() if layer.holomorphic])
def test_the_vjp_agrees_with_the_complex_step_to_the_last_digits(name: str) -> None:
    layer = LAYERS[name]
    for probe in drawn(layer, "complex", "random", "square", "images"):
        case = probe.case
        for output, want, magnitude in zip(
            layer.outputs, layer.vjp(case), layer.magnitude(case), strict=True
        ):
            got = differences.complex_gradient(layer.forward, case.dout, case.inputs, output.of)
            assert np.all(np.abs(got - want) <= tolerances.double_bound(magnitude, 64))


@layers
def test_gradients_have_the_shapes_of_their_variables(layer: Layer) -> None:
    for probe in drawn(layer, "shapes", *GROUPS):
        case = probe.case.double()
        for output, want, magnitude in zip(
            layer.outputs, layer.vjp(case), layer.magnitude(case), strict=True
        ):
            assert want.shape == magnitude.shape == case.inputs[output.of].shape
            assert np.all(np.isfinite(want))
            assert np.all(np.abs(want) <= magnitude * (1 + 1e-12))


@layers
def test_the_chain_rule_sum_gives_every_entry_of_the_ladder(layer: Layer) -> None:
    for case in layer.ladder:
        for output, want in zip(layer.outputs, layer.vjp(case), strict=True):
            for entry in np.ndindex(want.shape):
                terms = layer.chain_rule(case, output, entry)
                if layer.name == "batchnorm" and output.name == "dx":
                    continue  # no short sum
                total = sum(math.prod(term.numbers) for term in terms)
                assert total == pytest.approx(float(want[entry]), abs=1e-12)


@layers
def test_the_ladder_can_be_redone_with_a_pencil(layer: Layer) -> None:
    for case in layer.ladder:
        assert case.dout.size + sum(a.size for a in case.inputs) <= 30
        assert np.all(case.dout == np.round(case.dout))


@given(st.floats(-1000, 1000))
def test_sigmoid_and_its_slope_are_right_to_the_last_digits(x: float) -> None:
    with mpmath.workdps(500):
        exact = 1 / (1 + mpmath.exp(-mpmath.mpf(x)))
        exact_slope = exact * (1 - exact)
    assert float(sigmoid(np.array(x))) == pytest.approx(float(exact), rel=1e-15, abs=1e-300)
    assert float(slope(np.array(x))) == pytest.approx(float(exact_slope), rel=4e-15, abs=1e-300)


def test_random_draws_have_three_different_sizes() -> None:
    for seed in range(50):
        for probe in drawn(AFFINE, str(seed), "random"):
            (n, m), d = probe.case.dout.shape, probe.case.inputs[0].shape[1]
            assert len({n, d, m}) == 3


def test_the_same_seed_draws_the_same_and_another_seed_draws_other_numbers() -> None:
    first, same, other = (drawn(AFFINE, seed, "random")[0].case.dout for seed in ("a", "a", "b"))
    assert np.array_equal(first, same)
    assert first.shape != other.shape or not np.array_equal(first, other)
