"""Mistakes with a number in them, two at once, facts without a formula: each only where it explains all."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader import diagnosis
from grader.assignment import builtin
from grader.diagnosis import diagnose
from grader.draws import Draws
from grader.evidence import Answer
from grader.layers.layer import Layer
from grader.layers.registry import LAYERS
from grader.messages import Returned
from grader.polynomials import DEGREES, written
from grader.report import CheckResult
from tests.grader.in_process import checks, grade
from tests.grader.right_and_wrong import Backward, affine, flat
from tests.grader.test_misconceptions import GROUPS, each_gradient

SHEET = builtin("matrix-derivatives")


def right(dout: Any, cache: Any) -> Any:
    return dout * cache * (1 - cache)


def dw(change: Callable[..., Any], seed: str = "1") -> CheckResult:
    report = grade(SHEET, {"affine_backward": affine(dw=change), "sigmoid_backward": right}, seed)
    return checks(report, "affine_backward")["reference.dw"]


def sigmoid(backward: Backward, seed: str = "1") -> CheckResult:
    report = grade(SHEET, {"affine_backward": affine(), "sigmoid_backward": backward}, seed)
    return checks(report, "sigmoid_backward")["reference.dx"]


def gradient(d: Any, x: Any) -> Any:
    return flat(x).T @ d


@settings(max_examples=25, deadline=None)
@given(st.floats(1e-4, 1e4).filter(lambda c: all(abs(c / known - 1) > 1e-3 for known in (0.5, 1, 2))))
def test_a_factor_is_read_off(factor: float) -> None:
    found = dw(lambda d, x, w, b: factor * gradient(d, x))
    assert found.misconception == "scaled"
    assert f"is {factor:.6g} times the gradient" in found.message


AFFINE: dict[str, tuple[str, Callable[..., Any]]] = {
    "is 0.5/N times the gradient": ("scaled", lambda d, x, w, b: gradient(d, x) / (2 * len(x))),
    "is 1/D times the gradient": ("scaled", lambda d, x, w, b: gradient(d, x) / len(w)),
    "is off by 0.001 in every entry": ("offset", lambda d, x, w, b: gradient(d, x) + 1e-3),
    "has 0.1·w added": ("variable_added", lambda d, x, w, b: gradient(d, x) + 0.1 * w),
    "is w after a step": ("variable_updated", lambda d, x, w, b: w - 0.01 * gradient(d, x)),
    "is rounded to 2 decimals": ("rounded", lambda d, x, w, b: gradient(d, x).round(2)),
    "behind the decimal point": ("fraction_lost", lambda d, x, w, b: gradient(d, x).astype(int)),
    "is cut off at −5 and 5": ("clipped", lambda d, x, w, b: np.clip(gradient(d, x), -5, 5)),
    "is cut off above 3": ("clipped", lambda d, x, w, b: np.minimum(gradient(d, x), 3)),
    "has the opposite sign": ("transposed_and_sign", lambda d, x, w, b: -gradient(d, x).T),
    "is divided by M": (
        "transposed_and_divided_by_columns",
        lambda d, x, w, b: gradient(d, x).T / d.shape[1],
    ),
    "is multiplied by 0.1": ("transposed_and_scaled", lambda d, x, w, b: 0.1 * gradient(d, x).T),
    "is 1/√N times the gradient": ("scaled", lambda d, x, w, b: gradient(d, x) / np.sqrt(len(x))),
    "each time another one": ("scaled_by_sizes", lambda d, x, w, b: gradient(d, x) / (1 + np.abs(w).max())),
    "is the gradient/N plus 0.1·w": ("variable_added", lambda d, x, w, b: gradient(d, x) / len(x) + 0.1 * w),
    "plus 0.5·sign(w)": ("variable_added", lambda d, x, w, b: gradient(d, x) + 0.5 * np.sign(w)),
    "uses dout as signs alone": ("upstream_changed", lambda d, x, w, b: flat(x).T @ np.sign(d)),
    "uses X scaled to length 1": (
        "operand_changed",
        lambda d, x, w, b: (flat(x) / np.linalg.norm(x)).T @ d,
    ),
    "gone through a tanh": ("squashed", lambda d, x, w, b: np.tanh(gradient(d, x))),
    "in another shape": ("other_shape", lambda d, x, w, b: gradient(d, x).ravel()),
    "in the wrong places": ("entries_misplaced", lambda d, x, w, b: gradient(d, x)[:, ::-1]),
    "the same for every input": ("hard_coded", lambda d, x, w, b: np.array([[20.0, 20.0], [32.0, 32.0]])),
    "zero in the others": ("entries_left_out", lambda d, x, w, b: np.tril(gradient(d, x))),
    "close to the gradient": ("not_exact", lambda d, x, w, b: gradient(d, x) * (1 + 1e-3 * np.cos(w))),
    "NaN or infinity": ("not_finite", lambda d, x, w, b: np.where(w > 0, np.nan, gradient(d, x))),
    "wherever the shapes allow": (
        "x_not_transposed_where_it_fits",
        lambda d, x, w, b: flat(x) @ d if len(x) == len(w) else gradient(d, x),
    ),
}


@pytest.mark.parametrize("seed", ["1", "2", "3"])
@pytest.mark.parametrize("says", AFFINE)
def test_a_mistake_in_dw_is_named_with_its_number(says: str, seed: str) -> None:
    name, change = AFFINE[says]
    with np.errstate(all="ignore"):
        found = dw(change, seed)
    assert found.misconception == name, found.message
    assert says in found.message


SIGMOID: dict[str, Backward] = {
    "equals dout·y − y, with y the output": lambda d, y: d * y * 1 - y,
    "equals dout·y²": lambda d, y: d * y**2,
    "equals dout·y − 2·dout·y² + dout·y³": lambda d, y: d * y * (1 - y) ** 2,
    "equals −dout² + dout": lambda d, y: d * (1 - d),
    "equals sign(dout)·y·(1 − y)": lambda d, y: np.sign(d) * y * (1 - y),
    "equals dout·softmax(y)": lambda d, y: d * np.exp(y) / np.exp(y).sum(axis=1, keepdims=True),
    "equals −2·dout·exp(−y)·√y": lambda d, y: -2 * d * np.exp(-y) * np.sqrt(y),
    "equals 0.25·dout.": lambda d, y: d / 4,
}


@pytest.mark.parametrize("seed", ["1", "2", "3"])
@pytest.mark.parametrize("says", SIGMOID)
def test_another_formula_is_written_out(says: str, seed: str) -> None:
    found = sigmoid(SIGMOID[says], seed)
    assert found.misconception == "other_formula"
    assert says in found.message


def test_a_value_kept_by_shape_is_noticed() -> None:
    kept: dict[Any, Any] = {}
    found = sigmoid(lambda d, y: d * kept.setdefault(y.shape, y * (1 - y)))
    assert found.misconception == "kept_from_earlier_call"


def test_random_numbers_are_noticed() -> None:
    rng = np.random.default_rng(0)
    found = dw(lambda d, x, w, b: gradient(d, x) * rng.random(w.shape))
    assert found.misconception == "changes_from_call_to_call"


def test_what_is_wrong_only_at_saturation_is_said() -> None:
    def clipped(d: Any, cache: Any) -> Any:
        y = np.clip(cache, 1e-3, 1 - 1e-3)
        return d * y * (1 - y)

    report = grade(SHEET, {"affine_backward": affine(), "sigmoid_backward": clipped}, "1")
    assert checks(report, "sigmoid_backward")["edges"].misconception == "wrong_where_flat"


@pytest.mark.parametrize("seed", ["1", "2", "3"])
def test_what_is_wrong_in_one_way_here_and_in_another_there_has_no_name(seed: str) -> None:
    def two_ways(d: Any, x: Any, w: Any, b: Any) -> Any:
        return -gradient(d, x) if len(x) % 2 else gradient(d, x) / len(x)

    assert dw(two_ways, seed).misconception is None


def test_numbers_out_of_thin_air_have_no_name() -> None:
    found = dw(lambda d, x, w, b: np.cos(w) + 3 * np.sin(gradient(d, x)))
    assert found.misconception is None
    assert found.message.startswith("dw[")


def test_a_polynomial_is_written_with_dout_first() -> None:
    terms = {(1, 1): 1.0, (0, 1): -1.0, (2, 0): 0.5, (0, 0): 3.0}
    coefficients = [terms.get(degree, 0.0) for degree in DEGREES]
    assert written(coefficients, "y") == "0.5·dout² + dout·y + 3 − y"


STRANGE: dict[str, Callable[[Any], Any]] = {
    "noise": lambda want: want + np.cos(np.arange(want.size).reshape(want.shape) * 7.3),
    "noise times the gradient": lambda want: want * np.arange(1, want.size + 1).reshape(want.shape),
    "empty": lambda want: np.zeros((0, 3)),
    "a number": lambda want: np.asarray(3.5),
    "NaN": lambda want: np.full(want.shape, np.nan),
    "infinity": lambda want: np.full(want.shape, -np.inf),
    "partly infinite": lambda want: np.where(want > 0, np.inf, want),
    "huge": lambda want: want * 1e300 * 1e5,
    "many axes": lambda want: want.reshape(want.shape + (1,) * 4) * 2,
    "all but right": lambda want: want + 1e-3,
    "sometimes zero": lambda want: want if want.size % 2 else np.zeros_like(want),
}


def strange(layer: Layer, output: int, kind: str) -> list[Answer]:
    """Answers of which one gradient is strange."""
    seen = []
    for group in GROUPS:
        for probe in Draws("strange").probes(layer, group):
            gradients = [np.asarray(w) for w in Answer(layer, probe, Returned(None)).wants]
            with np.errstate(all="ignore"):
                gradients[output] = np.asarray(STRANGE[kind](gradients[output]))
            seen.append(Answer(layer, probe, Returned(tuple(gradients))))
    return seen


@each_gradient
@pytest.mark.parametrize("kind", STRANGE)
def test_whatever_comes_back_is_looked_at_without_an_error(layer: Layer, output: int, kind: str) -> None:
    found = diagnose(layer, output, strange(layer, output, kind))
    assert found is None or (found.says and found.hint and found.equation)


@pytest.mark.parametrize("kind", STRANGE)
def test_what_is_told_apart_at_a_glance_is_also_told_apart_by_a_close_look(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    layer = LAYERS["affine"]
    at_a_glance = [diagnose(layer, output, strange(layer, output, kind)) for output in range(3)]
    monkeypatch.setattr(diagnosis, "FAR", np.inf)
    close = [diagnose(layer, output, strange(layer, output, kind)) for output in range(3)]
    assert [(m and m.id, m and m.says) for m in at_a_glance] == [(m and m.id, m and m.says) for m in close]


def stopping_unless(goes_on: Callable[[Any], bool], dw: Callable[..., Any]) -> Backward:
    """An affine layer with a wrong dw, which raises an exception for what is not to go on."""

    def backward(dout: Any, cache: Any) -> Any:
        if not goes_on(cache):
            raise ValueError("no")
        return affine(dw=dw)(dout, cache)

    return backward


def named(backward: Backward) -> CheckResult:
    report = grade(SHEET, {"affine_backward": backward, "sigmoid_backward": right}, "1")
    return checks(report, "affine_backward")["reference.dw"]


def test_a_second_mistake_is_named_in_a_function_that_stops_for_another_reason() -> None:
    found = named(
        stopping_unless(lambda c: c[1].shape[0] == c[1].shape[1], lambda d, x, w, b: -gradient(d, x))
    )
    assert found.misconception == "sign"
    assert found.fault is None or found.message.startswith(
        "dw has the opposite sign, where it comes out at all."
    )


def test_too_few_answers_of_a_function_that_stops_name_nothing() -> None:
    found = named(stopping_unless(lambda c: len(c[0]) == 1 == len(c[1]), lambda d, x, w, b: -gradient(d, x)))
    assert found.misconception is None


def test_each_of_two_mistakes_is_told_with_what_the_exception_has_to_do_with_it() -> None:
    backward = affine(dx=lambda d, x, w, b: (d @ w).reshape(x.shape), dw=lambda d, x, w, b: -gradient(d, x))
    report = grade(SHEET, {"affine_backward": backward, "sigmoid_backward": right}, "1")
    found = checks(report, "affine_backward")
    assert found["shapes"].message.startswith(
        "dx is dout times W itself, which the shapes forbid here. ValueError"
    )
    assert found["shapes"].misconception == "w_not_transposed"
    assert found["differences"].message.startswith(
        "dx is dout times W itself, which the shapes forbid here. Val"
    )
    assert found["reference.dw"].message == "dw has the right shape but has the opposite sign."
    stops_first = stopping_unless(lambda c: len(c[0]) != 1, lambda d, x, w, b: -gradient(d, x))
    message = named(stops_first).message
    assert message == "dw has the opposite sign, where it comes out at all. Elsewhere: ValueError: no"


def test_a_function_that_stops_while_training_gets_the_right_curve_alone() -> None:
    backward = stopping_unless(lambda c: len(c[0]) != 40, lambda d, x, w, b: gradient(d, x))
    report = grade(SHEET, {"affine_backward": backward, "sigmoid_backward": right}, "1")
    found = checks(report, "affine_backward")["training"]
    assert not found.passed
    assert found.message == "While training: ValueError: no"
    curve: Any = found.figures["reference_loss"]
    assert list(found.figures) == ["reference_loss"]
    assert len(curve) == 13
    assert curve == sorted(curve, reverse=True)
    trained = checks(
        grade(SHEET, {"affine_backward": affine(), "sigmoid_backward": right}, "1"), "affine_backward"
    )
    assert trained["training"].figures["loss"] == pytest.approx(curve, rel=1e-4)
