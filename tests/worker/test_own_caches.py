"""`cache = "own"`: a function's own forward pass is used where the assignment says so, nowhere else."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from grader.assignment import builtin_text, parse
from grader.grading import plan
from worker.sandbox.host import Limits, Sandbox
from worker.verdict import verdict

TEXT = builtin_text("matrix-derivatives")
SIGMOID_OWN = parse(TEXT.replace('cache = "output"', 'cache = "own"'))
AFFINE_OWN = parse(TEXT.replace('forward = "affine_forward"', 'forward = "affine_forward"\ncache = "own"'))
HEAD = "import numpy as np\n"
AFFINE = """
def affine_backward(dout, cache):
    x, w, b = cache
    return (dout @ w.T).reshape(x.shape), x.reshape(len(x), -1).T @ dout, dout.sum(axis=0)
"""
BROKEN_FORWARD = "def affine_forward(x, w, b):\n    raise ValueError('Python 2')\n"
SIGMOID = "def sigmoid_backward(dout, cache):\n    return dout * cache * (1 - cache)\n"
SIGMOID_OF_X = """
def sigmoid_forward(x):
    return 1 / (1 + np.exp(-x)), x

def sigmoid_backward(dout, x):
    y = 1 / (1 + np.exp(-x))
    return dout * y * (1 - y)
"""
AFFINE_OF_TWO = """
def affine_forward(x, w, b):
    return x.reshape(len(x), -1) @ w + b, (x, w)

def affine_backward(dout, cache):
    x, w = cache
    return (dout @ w.T).reshape(x.shape), x.reshape(len(x), -1).T @ dout, dout.sum(axis=0)
"""


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(Limits(wall_seconds=3.0)) as made:
        yield made


def points(sandbox: Sandbox, assignment: object, source: str) -> float | None:
    report = verdict(plan(assignment, "00"), sandbox, (HEAD + source).encode(), "a.py")  # type: ignore[arg-type]
    return report.points


def test_the_sigmoids_own_cache_does_not_make_the_affine_use_its_own(sandbox: Sandbox) -> None:
    assert points(sandbox, SIGMOID_OWN, AFFINE + BROKEN_FORWARD + SIGMOID_OF_X) == 20


def test_the_affines_own_cache_is_used_in_the_networks_too(sandbox: Sandbox) -> None:
    assert points(sandbox, AFFINE_OWN, AFFINE_OF_TWO + SIGMOID) == 20


def test_without_the_setting_the_given_cache_is_used(sandbox: Sandbox) -> None:
    got = points(sandbox, parse(TEXT), AFFINE_OF_TWO + SIGMOID)
    assert got == 8
