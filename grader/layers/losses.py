"""Two losses: squared error, and softmax with cross-entropy. Their upstream gradient is a single number.

`dout` is ∂L/∂loss, usually 1; the cache is what the forward pass was given, `(x, t)`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from grader.layers.layer import Argument, Case, Inputs, Layer, Misconception, Output, Term
from grader.messages import Array, Floats
from grader.subscripts import indexed


def one_hot(labels: Array, classes: int) -> Floats:
    """N×M with a one in the column of each label."""
    return np.asarray(np.eye(classes)[labels.astype(int)])


def softmax(x: Array) -> Array:
    """Rows of eˣ over their sum; shifted by the largest real part, so that nothing overflows."""
    e = np.exp(x - np.max(np.real(x), axis=-1, keepdims=True))
    return np.asarray(e / e.sum(axis=-1, keepdims=True))


def squared_error(inputs: Inputs) -> Array:
    """Σ(x − t)²."""
    x, t = inputs
    return np.asarray(np.sum((x - t) ** 2))


def cross_entropy(inputs: Inputs) -> Array:
    """−Σ log softmax(x)[i, tᵢ]."""
    x, t = inputs
    shift = np.max(np.real(x), axis=-1, keepdims=True)
    logs = x - shift - np.log(np.sum(np.exp(x - shift), axis=-1, keepdims=True))
    return np.asarray(-np.sum(one_hot(t, x.shape[1]) * logs))


def _slope_squared(x: Array, t: Array) -> Array:
    return np.asarray(2 * (x - t))


def _slope_entropy(x: Array, t: Array) -> Array:
    return np.asarray(softmax(x) - one_hot(t, x.shape[1]))


def _m(id_: str, says: str, hint: str, formula: Callable[[Case], Array], *instead_of: str) -> Misconception:
    return Misconception(id_, (), says, hint, "(10)", formula, instead_of)


_UPSTREAM = (
    "is the derivative of the loss alone",
    "The loss may be one of several that are added up: what comes from above, dout, is a factor here too.",
)

_SQUARED = (
    _m("upstream_forgotten", *_UPSTREAM, lambda c: _slope_squared(*c.inputs), "upstream_ignored"),
    _m(
        "factor_forgotten",
        "misses the factor from the exponent",
        "Differentiate u·u with the product rule: how many summands are there?",
        lambda c: c.dout * (c.inputs[0] - c.inputs[1]),
        "halved",
    ),
    _m(
        "difference_reversed",
        "has the difference the wrong way round",
        "Where x is too large, the loss must grow with x. Which sign is that?",
        lambda c: -c.dout * _slope_squared(*c.inputs),
        "sign",
    ),
    _m(
        "not_differentiated",
        "is the squared error itself",
        "The forward value is not the derivative: differentiate first, then multiply by dout.",
        lambda c: c.dout * (c.inputs[0] - c.inputs[1]) ** 2,
    ),
)

_ENTROPY = (
    _m("upstream_forgotten", *_UPSTREAM, lambda c: _slope_entropy(*c.inputs), "upstream_ignored"),
    _m(
        "one_hot_forgotten",
        "is the softmax alone",
        "The right class pulls its own score up: something has to be subtracted in its column.",
        lambda c: c.dout * softmax(c.inputs[0]),
    ),
    _m(
        "difference_reversed",
        "has the difference the wrong way round",
        "A higher score of the right class makes the loss smaller. Which sign is that?",
        lambda c: -c.dout * _slope_entropy(*c.inputs),
        "sign",
    ),
    _m(
        "softmax_over_batch",
        "normalises over the batch, not over the classes",
        "Each row of scores becomes one distribution: along which axis do its entries add up to 1?",
        lambda c: c.dout * (softmax(c.inputs[0].T).T - one_hot(c.inputs[1], c.inputs[0].shape[1])),
    ),
    _m(
        "softmax_forgotten",
        "subtracts the labels from the scores themselves",
        "The loss sees the scores only through the softmax.",
        lambda c: c.dout * (c.inputs[0] - one_hot(c.inputs[1], c.inputs[0].shape[1])),
    ),
    _m(
        "only_right_class",
        "is zero outside the column of the right class",
        "The sum in the denominator of the softmax holds every score.",
        lambda c: c.dout * _slope_entropy(*c.inputs) * one_hot(c.inputs[1], c.inputs[0].shape[1]),
    ),
)


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

        return (
            ("one row, N = 1", sample(rng, (1, 1, 4))),
            ("one column, M = 1", sample(rng, (4, 1, 1))),
            ("x all zeros", scaled(sample(rng, (2, 1, 3)), 0.0)),
            ("entries up to 1000", scaled(sample(rng, (3, 1, 4)), 200.0)),
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
    _slope_squared,
    _SQUARED,
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
    _slope_entropy,
    _ENTROPY,
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
