"""Batch normalisation y = γ·x̂ + β with x̂ = (x − μ)/√(σ² + ε), ε = 1e-5, over the batch.

Source: Ioffe and Szegedy, Batch Normalization, 2015 (arXiv:1502.03167), section 3.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from grader.layers.batchnorm_mistakes import BATCHNORM_MISTAKES
from grader.layers.batchnorm_passes import forward, normalised, vjp
from grader.layers.layer import Argument, Case, Layer, Output, Term
from grader.messages import Array
from grader.subscripts import indexed


def magnitude(case: Case) -> tuple[Array, ...]:
    """The same sums with absolute values."""
    x, gamma, _ = case.inputs
    hat, inverse = (np.abs(a) for a in normalised(x))
    dhat = np.abs(case.dout * gamma)
    dx = inverse * (dhat + dhat.mean(axis=0) + (hat + 1) * (dhat * (hat + 1)).mean(axis=0))
    return dx, (np.abs(case.dout) * (hat + 1)).sum(axis=0), np.abs(case.dout).sum(axis=0)


def sample(rng: np.random.RandomState, sizes: tuple[int, int, int]) -> Case:
    """x and dout N×D, γ and β (D,); at least three rows, and no feature that hardly varies."""
    n, d, _ = sizes
    n += 2
    hat, _ = normalised(rng.standard_normal((n, d)))
    x = hat * rng.uniform(0.7, 2.0, d) + rng.standard_normal(d)
    return Case(
        rng.standard_normal((n, d)),
        (x, rng.uniform(0.5, 2.0, d), rng.standard_normal(d)),
    )


def edges(rng: np.random.RandomState) -> tuple[tuple[str, Case], ...]:
    """Few rows, one feature, far from zero."""
    far = sample(rng, (3, 4, 1))
    x, gamma, beta = far.inputs
    return (
        ("one feature, D = 1", sample(rng, (3, 1, 1))),
        ("many rows", sample(rng, (20, 3, 1))),
        ("features far from zero", Case(far.dout, (x * 3 + 50, gamma, beta))),
    )


def chain_rule(case: Case, output: Output, entry: tuple[int, ...]) -> Sequence[Term]:
    """The sums of dγ and dβ over the batch; dx has no such short sum."""
    hat, _ = normalised(case.inputs[0])
    (j,) = entry[-1:]
    rows = range(case.dout.shape[0])
    if output.name == "dgamma":
        return [
            Term(
                f"{indexed('∂L/∂y', i, j)}·{indexed('x̂', i, j)}",
                (float(case.dout[i, j]), float(hat[i, j])),
            )
            for i in rows
        ]
    if output.name == "dbeta":
        return [Term(indexed("∂L/∂y", i, j), (float(case.dout[i, j]),)) for i in rows]
    return []


def _case(dout: object, x: object, gamma: object) -> Case:
    g = np.array(gamma, float)
    return Case(np.array(dout, float), (np.array(x, float), g, np.zeros_like(g)))


BATCHNORM = Layer(
    name="batchnorm",
    title="Batch normalisation",
    function="batchnorm_backward",
    arguments=(
        Argument("dout", "N × D", "upstream gradient ∂L/∂y", r"\frac{\partial L}{\partial y}"),
        Argument("x", "N × D", "input of the layer", "x"),
        Argument("gamma", "(D,)", "scale", r"\gamma"),
        Argument("beta", "(D,)", "shift", r"\beta"),
    ),
    outputs=(
        Output("dx", 0, "x", "dX, through mean and variance too", "(9)", "N × D"),
        Output("dgamma", 1, "γ", "dγ sums dout times x̂ over the batch", "(9)", "(D,)"),
        Output("dbeta", 2, "β", "dβ sums dout over the batch", "section 3.1", "(D,)"),
    ),
    forward_latex=r"y = \gamma \frac{x - \mu}{\sqrt{\sigma^2 + 10^{-5}}} + \beta",
    forward=forward,
    vjp=vjp,
    magnitude=magnitude,
    terms=lambda case: (3 * case.batch, case.batch, case.batch),
    sample=sample,
    cache=lambda inputs, convention: inputs,
    chain_rule=chain_rule,
    ladder=(
        _case([[1], [3], [0]], [[0], [1], [2]], [2]),
        _case([[1, 2], [3, 4], [0, 1]], [[0, 1], [1, 3], [2, 8]], [2, 1]),
        _case([[1, 2, 1], [0, 1, 2]], [[0, 4, 1], [2, 0, 3]], [1, 2, 3]),
    ),
    exercise=_case([[1, 0], [0, 1], [1, 1]], [[1, 2], [2, 4], [3, 9]], [1, 2]),
    exercise_says="a batch of three",
    images=lambda rng: (),
    edges=edges,
    misconceptions=BATCHNORM_MISTAKES,
    third=1000.0,
    omitted=("upstream_ignored", "divided_by_n_minus_1"),
    starter='''def batchnorm_backward(dout, cache):
    """dout: N x D.  cache = (x, gamma, beta) with x: N x D, gamma and beta: (D,).  epsilon is 1e-5."""
    x, gamma, beta = cache
    dx, dgamma, dbeta = None, None, None

    # some math

    return dx, dgamma, dbeta
''',
)
