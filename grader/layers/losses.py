"""Two losses: squared error, and softmax with cross-entropy. Their upstream gradient is a single number.

`dout` is ∂L/∂loss, usually 1; the cache is what the forward pass was given, `(x, t)`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from grader.layers.layer import Argument, Case, Inputs, Layer, Misconception, Output, Term
from grader.layers.losses_mistakes import ENTROPY_MISTAKES, SQUARED_MISTAKES
from grader.layers.losses_passes import cross_entropy, slope_entropy, slope_squared, squared_error
from grader.messages import Array
from grader.subscripts import indexed


def _targets(rng: np.random.RandomState, name: str, n: int, m: int) -> Array:
    return rng.standard_normal((n, m)) if name == "mse_loss" else rng.randint(0, m, size=n)


def _loss_layer(
    name: str,
    title: str,
    function: str,
    target: Argument,
    forward: Callable[[Inputs], Array],
    slope: Callable[[Array, Array], Array],
    misconceptions: tuple[Misconception, ...],
    texts: tuple[str, str, str],
    ladder: tuple[Case, ...],
) -> Layer:
    latex, gradient, factor = texts

    def sample(rng: np.random.RandomState, sizes: tuple[int, int, int]) -> Case:
        n, _, m = sizes
        dout = np.asarray(rng.uniform(0.5, 2.0))
        return Case(dout, (2 * rng.standard_normal((n, m)), _targets(rng, name, n, m)))

    def edges(rng: np.random.RandomState) -> tuple[tuple[str, Case], ...]:
        def scaled(case: Case, by: float) -> Case:
            return Case(case.dout, (case.inputs[0] * by, case.inputs[1]))

        large = sample(rng, (3, 1, 4))
        furthest = large.inputs[0].flat[np.argmax(np.abs(large.inputs[0]))]
        return (
            ("one row, N = 1", sample(rng, (1, 1, 4))),
            ("one column, M = 1", sample(rng, (4, 1, 1))),
            ("x all zeros", scaled(sample(rng, (2, 1, 3)), 0.0)),
            ("entries up to 1000", scaled(large, 1000.0 / float(furthest))),
            ("dout = 1", replace(sample(rng, (3, 1, 2)), dout=np.asarray(1.0))),
        )

    def chain_rule(case: Case, output: Output, entry: tuple[int, ...]) -> Sequence[Term]:
        value = float(slope(*case.inputs)[entry])
        return [Term(f"dout·{factor.replace('#', indexed('', *entry))}", (float(case.dout), value))]

    return Layer(
        name=name,
        title=title,
        function=function,
        arguments=(
            Argument("dout", "a number", "upstream gradient, usually 1", r"\frac{\partial L}{\partial \ell}"),
            Argument("x", "N × M", "scores", "x"),
            target,
        ),
        outputs=(Output("dx", 0, "x", gradient, "(10)", "N × M"),),
        forward_latex=latex,
        forward=forward,
        vjp=lambda case: (np.asarray(case.dout * slope(*case.inputs)),),
        magnitude=lambda case: (np.abs(case.dout) * (np.abs(slope(*case.inputs)) + 0.1 + _size(case)),),
        terms=lambda case: (case.inputs[0].shape[1],),
        sample=sample,
        cache=lambda inputs, convention: inputs,
        chain_rule=chain_rule,
        ladder=ladder,
        exercise=Case(np.asarray(1.0), ladder[2].inputs),
        exercise_says="a batch of two, dout = 1",
        images=lambda rng: (),
        edges=edges,
        misconceptions=misconceptions,
        starter=_starter(function, target),
        omitted=(
            "only_first_row",
            "only_last_row",
            "last_row_missed",
            "first_row_missed",
            "divided_by_columns",
        ),
        sums=("dx",),
        is_loss=True,
    )


def _size(case: Case) -> Array:
    """Round-off of a difference of large numbers: x itself counts where t is subtracted from it."""
    x, t = case.inputs
    return 1e-3 * (np.abs(x) + np.abs(t)) if t.shape == x.shape else np.zeros_like(x, dtype=float)


def _starter(function: str, target: Argument) -> str:
    return f'''def {function}(dout, cache):
    """dout: a number.  cache = (x, t) with x: N x M, t: {target.shape.replace("×", "x")}."""
    x, t = cache
    dx = None

    # some math

    return dx
'''


def _case(dout: float, x: object, t: object) -> Case:
    return Case(np.asarray(dout), (np.array(x, dtype=float), np.array(t)))


MSE_LOSS = _loss_layer(
    "mse_loss",
    "Squared error",
    "mse_loss_backward",
    Argument("t", "N × M", "targets", "t"),
    squared_error,
    slope_squared,
    SQUARED_MISTAKES,
    (r"\ell = \sum_{i,j} (x_{i,j} - t_{i,j})^2", "dX equals dout times 2(x − t)", "2(x# − t#)"),
    (
        _case(2.0, [[3]], [[1.0]]),
        _case(2.0, [[3, 1]], [[1.0, 4.0]]),
        _case(3.0, [[3, 1], [0, 2]], [[1.0, 4.0], [2.0, 2.0]]),
        _case(2.0, [[1, 2, 0], [4, 1, 3]], [[0.0, 5.0, 1.0], [4.0, 2.0, 1.0]]),
    ),
)

SOFTMAX_LOSS = _loss_layer(
    "softmax_loss",
    "Softmax with cross-entropy",
    "softmax_loss_backward",
    Argument("t", "(N,)", "labels, whole numbers from 0", "t"),
    cross_entropy,
    slope_entropy,
    ENTROPY_MISTAKES,
    (
        r"\ell = -\sum_i \log \frac{e^{x_{i,t_i}}}{\sum_j e^{x_{i,j}}}",
        "dX equals dout times (softmax − one-hot)",
        "(softmax(x)# − one-hot#)",
    ),
    (
        _case(2.0, [[0, 0]], [0]),
        _case(2.0, [[0, 0, 0]], [1]),
        _case(3.0, [[0, 1, 0], [2, 0, 0]], [2, 0]),
        _case(2.0, [[1, 0], [0, 2], [1, 1]], [0, 0, 1]),
    ),
)
