"""Layers that an assignment gives by their forward pass alone, graded through the real sandbox."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.assignment import Assignment, AssignmentError, parse
from grader.grading import plan
from grader.layers.custom import ForwardError
from grader.report import CheckResult, Report
from worker.sandbox.host import Limits, Sandbox
from worker.verdict import verdict

TEXT = (Path(__file__).parents[1] / "assignments" / "swish.toml").read_text(encoding="utf-8")
SWISH = parse(TEXT)
RIGHT = """
import numpy as np

def swish_backward(dout, x):
    s = 1 / (1 + np.exp(-x))
    return dout * (s + x * s * (1 - s))

def scaled_backward(dout, cache):
    x, w, s = cache
    return s * (dout @ w.T) * np.sign(x), s * np.abs(x).T @ dout
"""


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(Limits(wall_seconds=2.0, cpu_seconds=1)) as made:
        yield made


def graded(sandbox: Sandbox, source: str, assignment: Assignment = SWISH, seed: str = "00") -> Report:
    return verdict(plan(assignment, seed), sandbox, source.encode(), "layers.py")


def failed(report: Report) -> list[CheckResult]:
    return [check for function in report.functions for check in function.checks if not check.passed]


@pytest.mark.parametrize("seed", ["1", "2", "3", "4"])
def test_a_right_backward_of_a_custom_layer_gets_all_points(sandbox: Sandbox, seed: str) -> None:
    report = graded(sandbox, RIGHT, seed=seed)
    assert not failed(report)
    assert report.points == 10


def test_a_wrong_one_loses_points_and_is_named(sandbox: Sandbox) -> None:
    report = graded(sandbox, RIGHT.replace("return dout *", "return"))
    names = {check.name: check.misconception for check in failed(report)}
    assert names["reference.dx"] == "upstream_ignored"


def test_a_subtly_wrong_one_fails(sandbox: Sandbox) -> None:
    report = graded(sandbox, RIGHT.replace("x * s * (1 - s)", "x * s * (1 - s) * 1.001"))
    assert {check.name for check in failed(report)} >= {"reference.dx", "exercise"}


@pytest.mark.parametrize("shape", ['["N", "D", "M"]', '["N", "D"]', '["N"]', '["D", 3]'])
def test_a_layer_of_any_shape_can_be_differentiated(sandbox: Sandbox, shape: str) -> None:
    first, *rest = TEXT.rpartition("[[function]]")
    text = "".join([first.replace('["N", "M"]', shape), *rest])
    report = graded(sandbox, RIGHT, parse(text))
    assert not failed(report)


def test_a_wrong_gradient_by_an_input_of_three_axes_fails_against_the_reference(sandbox: Sandbox) -> None:
    first, *rest = TEXT.rpartition("[[function]]")
    text = "".join([first.replace('["N", "M"]', '["N", "D", "M"]'), *rest])
    report = graded(sandbox, RIGHT.replace("return dout * (", "return 0 * dout * ("), parse(text))
    assert "reference.dx" in {check.name for check in failed(report)}


@pytest.mark.parametrize("slope", ["np.where(x > 0, 1.0, 0.01)", "np.where(x >= 0, 1.0, 0.01)"])
def test_no_point_is_lost_at_a_kink_whichever_slope_is_taken_there(sandbox: Sandbox, slope: str) -> None:
    old = "def forward(x):\n    return x / (1 + np.exp(-x))"
    text = TEXT.replace(old, "def forward(x):\n    return np.where(x > 0, x, 0.01 * x)", 1)
    text = text.replace("holomorphic = true", "holomorphic = false", 1)
    source = RIGHT.replace("(s + x * s * (1 - s))", slope)
    assert not failed(graded(sandbox, source, parse(text)))


@pytest.mark.parametrize(
    ("forward", "says"),
    [
        ("def forward(x):\n    return x[:1]", "returned shape"),
        ("def forward(x):\n    return np.log(-np.abs(x))", "NaN"),
        ("def forward(x):\n    return 1 / 0", "ZeroDivisionError"),
        ("def forward(x):\n    while True: pass", "Stopped after"),
        ("def forwards(x):\n    return x", "no function `forward`"),
        ("def forward(x:\n    return x", "Line"),
        ("def forward(x):\n    return 'x'", "text"),
        ("def forward(x):\n    import os; os._exit(0)", "ended itself"),
    ],
)
def test_a_forward_pass_that_cannot_be_used_is_the_tutors_business(
    sandbox: Sandbox, forward: str, says: str
) -> None:
    old = "def forward(x):\n    return x / (1 + np.exp(-x))"
    assert old in TEXT
    with pytest.raises(ForwardError, match=says):
        graded(sandbox, RIGHT, parse(TEXT.replace(old, forward, 1)))


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('output_shape = ["N", "M"]', 'output_shape = ["N", "K"]', "must be a list such as"),
        ("holomorphic = true", "holomorphic = 1", "true or false"),
        ('shape = ["N", "M"]}', 'shape = ["N", 99]}', "must be a list such as"),
        ('{name = "x", shape', '{name = "1x", shape', "Python variable"),
        ("holomorphic = true", "holomorphc = true", "Did you mean 'holomorphic'"),
        ('{kind = "edges", points = 1}', '{kind = "differences", points = 1}', "use reference"),
    ],
)
def test_a_mistake_in_the_file_is_said(old: str, new: str, says: str) -> None:
    assert old in TEXT
    with pytest.raises(AssignmentError, match=says):
        parse(TEXT.replace(old, new, 1))
