"""Right gradients pass however they are written; wrong ones never do, and are called by their names."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.assignment import builtin
from grader.grading import broken, judge, plan, refuse
from grader.messages import Fault, FaultKind, Returned, Run
from tests.grader.in_process import checks, grade
from tests.grader.right_and_wrong import (
    RIGHT_AFFINE,
    RIGHT_SIGMOID,
    WRONG_AFFINE,
    WRONG_SIGMOID,
    Backward,
    affine,
)

SHEET = builtin("matrix-derivatives")
SEEDS = [f"{n:02x}" for n in range(8)]


def sheet(
    a: Backward = RIGHT_AFFINE["closed form"], s: Backward = RIGHT_SIGMOID["closed form"]
) -> dict[str, Backward]:
    return {"affine_backward": a, "sigmoid_backward": s}


@pytest.mark.parametrize("name", RIGHT_AFFINE)
@pytest.mark.parametrize("seed", SEEDS)
def test_a_right_affine_backward_gets_all_points(name: str, seed: str) -> None:
    report = grade(SHEET, sheet(RIGHT_AFFINE[name]), seed)
    assert report.points == report.max_points == 20, [c for c in report.functions[0].checks if not c.passed]


@pytest.mark.parametrize("name", RIGHT_SIGMOID)
@pytest.mark.parametrize("seed", SEEDS)
def test_a_right_sigmoid_backward_gets_all_points(name: str, seed: str) -> None:
    report = grade(SHEET, sheet(s=RIGHT_SIGMOID[name]), seed)
    assert report.points == 20, [c for c in report.functions[1].checks if not c.passed]


@pytest.mark.parametrize("name", WRONG_AFFINE)
@pytest.mark.parametrize("seed", SEEDS[:3])
def test_a_wrong_affine_backward_loses_points_and_is_named(name: str, seed: str) -> None:
    check, misconception, backward = WRONG_AFFINE[name]
    report = grade(SHEET, sheet(backward), seed)
    result = checks(report, "affine_backward")[check]
    assert not result.passed
    assert result.points == 0
    assert result.misconception == (misconception or None), result
    assert checks(report, "sigmoid_backward")["reference.dx"].passed
    assert result.counterexample or not misconception


@pytest.mark.parametrize("name", WRONG_SIGMOID)
@pytest.mark.parametrize("seed", SEEDS[:3])
def test_a_wrong_sigmoid_backward_loses_points_and_is_named(name: str, seed: str) -> None:
    misconception, backward = WRONG_SIGMOID[name]
    result = checks(grade(SHEET, sheet(s=backward), seed), "sigmoid_backward")["reference.dx"]
    assert not result.passed
    assert result.misconception == misconception, result


def test_mistakes_in_different_gradients_are_named_each_by_itself() -> None:
    backward = affine(dw=lambda d, x, w, b: d.T @ x.reshape(len(x), -1), db=lambda d, x, w, b: d.mean(axis=0))
    found = checks(grade(SHEET, sheet(backward)), "affine_backward")
    assert found["reference.dw"].misconception == "transposed"
    assert found["reference.db"].misconception == "batch_mean"
    assert found["reference.dx"].passed


@settings(deadline=None, max_examples=40)
@given(
    seed=st.integers(0, 2**64),
    where=st.floats(0, 0.999),
    output=st.integers(0, 2),
    factor=st.floats(1.0001, 3),
)
def test_one_wrong_entry_is_enough_to_fail(seed: int, where: float, output: int, factor: float) -> None:
    def backward(dout, cache):  # type: ignore[no-untyped-def]
        gradients = [np.array(g) for g in RIGHT_AFFINE["closed form"](dout, cache)]
        flat = gradients[output].reshape(-1)
        flat[int(where * flat.size)] *= factor
        return gradients

    report = grade(SHEET, sheet(backward), f"{seed:x}")
    names = ("reference.dx", "reference.dw", "reference.db")
    assert not checks(report, "affine_backward")[names[output]].passed
    assert not checks(report, "affine_backward")["differences"].passed


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("output", [0, 1, 2])
def test_what_is_not_a_number_never_passes(bad: float, output: int) -> None:
    def backward(dout, cache):  # type: ignore[no-untyped-def]
        gradients = [np.array(g) for g in RIGHT_AFFINE["closed form"](dout, cache)]
        gradients[output].flat[-1] = bad
        return gradients

    found = checks(grade(SHEET, sheet(backward)), "affine_backward")
    for name in (f"reference.{('dx', 'dw', 'db')[output]}", "exercise", "differences", "edges"):
        assert not found[name].passed


@pytest.mark.parametrize(
    "change",
    [
        lambda g: g.astype(complex),
        lambda g: g.astype(str),
        lambda g: g > 0,
        lambda g: None,
        lambda g: "gradient",
        lambda g: g[None, ...].repeat(2, axis=0),
    ],
)
def test_arrays_of_something_else_never_pass(change) -> None:  # type: ignore[no-untyped-def]
    report = grade(SHEET, sheet(affine(dw=lambda d, x, w, b: change(x.reshape(len(x), -1).T @ d))))
    found = checks(report, "affine_backward")
    assert not any(found[name].passed for name in ("exercise", "reference.dw", "differences", "edges"))
    assert found["reference.dx"].passed


@pytest.mark.parametrize("value", [None, (), (None, None, None), np.zeros(3), 1.0, "x", (np.zeros(2),) * 4])
def test_a_wrong_number_of_gradients_earns_nothing_and_is_said(value) -> None:  # type: ignore[no-untyped-def]
    report = grade(SHEET, sheet(lambda dout, cache: value))
    assert sum(c.points for c in report.functions[0].checks if c.name != "purity") == 0
    assert all(c.message for c in report.functions[0].checks if not c.passed)


def test_changing_an_input_costs_the_points_for_that_only() -> None:
    def backward(dout, s):  # type: ignore[no-untyped-def]
        dout *= s * (1 - s)
        return dout

    found = checks(grade(SHEET, sheet(s=backward)), "sigmoid_backward")
    assert [name for name, check in found.items() if not check.passed] == ["purity"]
    assert "dout" in found["purity"].message


def test_a_function_that_remembers_its_first_answer_fails() -> None:
    memory: dict[tuple[int, ...], object] = {}

    def backward(dout, s):  # type: ignore[no-untyped-def]
        return memory.setdefault(dout.shape, dout * s * (1 - s))

    found = checks(grade(SHEET, sheet(s=backward)), "sigmoid_backward")
    assert not found["reference.dx"].passed


def test_an_answer_that_changes_from_call_to_call_is_impure() -> None:
    calls = iter(range(10**6))

    def backward(dout, s):  # type: ignore[no-untyped-def]
        return dout * s * (1 - s) * (1 + next(calls))

    assert not checks(grade(SHEET, sheet(s=backward)), "sigmoid_backward")["purity"].passed


def test_hard_coded_values_of_the_exercise_earn_the_exercise_only() -> None:
    def backward(dout, cache):  # type: ignore[no-untyped-def]
        return np.array([[4.0, 4], [20, 20]]), np.array([[20.0, 20], [32, 32]]), np.array([12.0, 12])

    earned = {
        name for name, c in checks(grade(SHEET, sheet(backward)), "affine_backward").items() if c.passed
    }
    assert earned == {"exercise", "purity"}


def test_a_missing_function_costs_its_own_points_only() -> None:
    report = grade(SHEET, {"sigmoid_backward": RIGHT_SIGMOID["closed form"]})
    assert report.points == 8
    for check in report.functions[0].checks:
        assert check.fault is not None
        assert check.fault.kind is FaultKind.MISSING_FUNCTION
        assert check.message


def test_the_same_plan_and_replies_give_the_same_report() -> None:
    first, again = (grade(SHEET, sheet(WRONG_AFFINE["dw mean"][2])).to_json() for _ in range(2))
    first["timing"] = again["timing"] = {}
    assert first == again


def test_the_report_is_json_without_nan() -> None:
    def backward(dout, cache):  # type: ignore[no-untyped-def]
        return [g * np.nan for g in RIGHT_AFFINE["closed form"](dout, cache)]

    text = json.dumps(grade(SHEET, sheet(backward)).to_json(), allow_nan=False)
    assert '"NaN"' in text


def test_the_counterexample_can_be_redone_with_a_pencil() -> None:
    result = checks(grade(SHEET, sheet(WRONG_AFFINE["dw mean"][2])), "affine_backward")["reference.dw"]
    example = result.counterexample
    assert example is not None
    assert example.chain_rule == "∂L/∂w₁₂ = ∂L/∂y₁₂·x₁₁ + ∂L/∂y₂₂·x₂₁ = 2·5 + 4·6 = 34; yours: 17"
    assert example.inputs == {"dout": [[1, 2], [3, 4]], "x": [[5], [6]], "w": [[7, 8]], "b": [0, 0]}
    assert (example.expected, example.got, example.entry) == ([[23, 34]], [[11.5, 17]], [0, 1])


def test_the_counterexample_of_the_network_goes_through_both_layers() -> None:
    result = checks(grade(SHEET, sheet(WRONG_AFFINE["dw mean"][2])), "affine_backward")["network"]
    example = result.counterexample
    assert example is not None
    assert example.expected == [[0.75], [0.75]]
    assert example.got == [[0.375], [0.375]]
    assert example.chain_rule == (
        "∂L/∂w₁₁ = ∂L/∂s₁₁·σ'(y₁₁)·x₁₁ + ∂L/∂s₂₁·σ'(y₂₁)·x₂₁ = 1·0.25·1 + 1·0.25·2 = 0.75; yours: 0.375"
    )
    wrong_dx = affine(dx=lambda d, x, w, b: 2 * (d @ w.T).reshape(x.shape))
    example = checks(grade(SHEET, sheet(wrong_dx)), "affine_backward")["network"].counterexample
    assert example is not None
    assert example.chain_rule is not None
    assert example.chain_rule.startswith("∂L/∂x₁₁ = ∂L/∂s₁₁·σ'(y₁₁)·w₁₁ = 1·0.25·1 = 0.25")


def test_the_network_that_hides_a_mistake_is_left_for_one_that_shows_it() -> None:
    squared = sheet(s=lambda d, s: d * s**2)  # at s = ½ that is right
    example = checks(grade(SHEET, squared), "affine_backward")["network"].counterexample
    assert example is not None
    assert example.chain_rule is not None
    assert example.chain_rule.startswith("∂L/∂x₂₁ = ∂L/∂s₂₁·σ'(y₂₁)·w₁₁ + ∂L/∂s₂₂·σ'(y₂₂)·w₁₂ = ")


def test_a_report_stays_small_however_much_is_returned() -> None:
    backward = affine(dw=lambda d, x, w, b: np.zeros((300, 300)))
    report = grade(SHEET, sheet(backward)).to_json()
    assert len(json.dumps(report)) < 64 * 1024
    assert checks(grade(SHEET, sheet(backward)), "affine_backward")["reference.dw"].counterexample


def test_a_refused_upload_gets_no_points_and_the_reason() -> None:
    report = refuse(SHEET, "00", Fault(FaultKind.SYNTAX, "Line 3: invalid syntax.", 3, "def ("))
    assert report.points == 0
    data = report.to_json()
    assert data["fault"] == {
        "kind": "syntax",
        "message": "Line 3: invalid syntax.",
        "line": 3,
        "source_line": "def (",
    }
    assert data["state"] == "graded"
    assert judge(plan(SHEET, "00"), Run((), fault=report.fault)).to_json()["fault"] == data["fault"]


def test_our_own_fault_has_no_score() -> None:
    report = broken(SHEET, "00", "The sandbox did not start.")
    assert report.points is None
    assert report.to_json()["state"] == "broken"


def test_replies_that_do_not_fit_the_plan_are_our_fault() -> None:
    with pytest.raises(ValueError, match="planned"):
        judge(plan(SHEET, "00"), Run((Returned(None),)))


def test_the_keys_of_the_report_are_those_of_its_contract() -> None:
    data = grade(SHEET, sheet(WRONG_AFFINE["dw mean"][2])).to_json()
    assert {"schema", "assignment", "digest", "seed", "state", "points", "max_points", "fault"} < data.keys()
    assert {"functions", "answers", "stdout", "timing"} < data.keys()
    check = data["functions"][0]["checks"][3]
    wanted = {
        "name",
        "title",
        "equation",
        "passed",
        "points",
        "max_points",
        "fault",
        "message",
        "misconception",
    }
    assert wanted | {"figures", "counterexample"} <= check.keys()
    assert check["name"] == "reference.dw"
    assert check["title"] == "dW equals Xᵀ · dout"
    assert check["figures"]["max_abs_error"] > 0
