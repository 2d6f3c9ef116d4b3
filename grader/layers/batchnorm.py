"""Batch normalisation y = γ·x̂ + β with x̂ = (x − μ)/√(σ² + ε), ε = 1e-5, over the batch.

Source: Ioffe and Szegedy, Batch Normalization, 2015 (arXiv:1502.03167), section 3.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from grader.layers.layer import Argument, Case, Inputs, Layer, Misconception, Output, Term
from grader.messages import Array
from grader.subscripts import indexed

EPSILON = 1e-5


def _normalised(x: Array) -> tuple[Array, Array]:
    """x̂ and 1/√(σ² + ε), with the variance of N, not N − 1."""
    centred = x - x.mean(axis=0)
    inverse = 1 / np.sqrt((centred**2).mean(axis=0) + EPSILON)
    return centred * inverse, inverse


def forward(inputs: Inputs) -> Array:
    """γ·x̂ + β, N×D."""
    x, gamma, beta = inputs
    return np.asarray(gamma * _normalised(x)[0] + beta)


def vjp(case: Case) -> tuple[Array, ...]:
    """(∂L/∂x, ∂L/∂γ, ∂L/∂β); in ∂L/∂x the mean and the variance depend on x too."""
    x, gamma, _ = case.inputs
    hat, inverse = _normalised(x)
    dhat = case.dout * gamma
    dx = inverse * (dhat - dhat.mean(axis=0) - hat * (dhat * hat).mean(axis=0))
    return dx, (case.dout * hat).sum(axis=0), case.dout.sum(axis=0)


def magnitude(case: Case) -> tuple[Array, ...]:
    """The same sums with absolute values."""
    x, gamma, _ = case.inputs
    hat, inverse = (np.abs(a) for a in _normalised(x))
    dhat = np.abs(case.dout * gamma)
    dx = inverse * (dhat + dhat.mean(axis=0) + (hat + 1) * (dhat * (hat + 1)).mean(axis=0))
    return dx, (np.abs(case.dout) * (hat + 1)).sum(axis=0), np.abs(case.dout).sum(axis=0)


def sample(rng: np.random.RandomState, sizes: tuple[int, int, int]) -> Case:
    """x and dout N×D, γ and β (D,); at least three rows, and no feature that hardly varies."""
    n, d, _ = sizes
    n += 2
    hat, _ = _normalised(rng.standard_normal((n, d)))
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
    hat, _ = _normalised(case.inputs[0])
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


def _statistics_constant(case: Case) -> Array:
    x, gamma, _ = case.inputs
    return np.asarray(case.dout * gamma * _normalised(x)[1])


def _variance_constant(case: Case) -> Array:
    x, gamma, _ = case.inputs
    dhat = case.dout * gamma
    return np.asarray(_normalised(x)[1] * (dhat - dhat.mean(axis=0)))


def _mean_constant(case: Case) -> Array:
    x, gamma, _ = case.inputs
    hat, inverse = _normalised(x)
    dhat = case.dout * gamma
    return np.asarray(inverse * (dhat - hat * (dhat * hat).mean(axis=0)))


def _root_forgotten(case: Case) -> Array:
    return np.asarray(vjp(case)[0] * _normalised(case.inputs[0])[1])


def _sample_variance(case: Case) -> tuple[Array, Array]:
    """dx and dγ with the variance of N − 1 and formulas of N."""
    x, gamma, _ = case.inputs
    centred = x - x.mean(axis=0)
    if len(x) < 2:
        raise ValueError("one row has no variance of N − 1")
    inverse = 1 / np.sqrt((centred**2).sum(axis=0) / (len(x) - 1) + EPSILON)
    hat, dhat = centred * inverse, case.dout * gamma
    dx = inverse * (dhat - dhat.mean(axis=0) - hat * (dhat * hat).mean(axis=0))
    return dx, (case.dout * hat).sum(axis=0)


_OF_N = (
    "takes the variance with N − 1",
    "The forward pass divides by N. Look for ddof, or for another library's default.",
    "(9)",
)
MISCONCEPTIONS = (
    Misconception(
        "statistics_constant",
        ("dx",),
        "takes mean and variance for constants",
        "Both are made of x: each entry of x reaches the loss through the mean and the variance too.",
        "(9)",
        _statistics_constant,
    ),
    Misconception(
        "variance_constant",
        ("dx",),
        "takes the variance for a constant",
        "The variance is made of x: follow the way through it as well.",
        "(9)",
        _variance_constant,
    ),
    Misconception(
        "mean_constant",
        ("dx",),
        "takes the mean for a constant",
        "The mean is made of x: follow the way through it as well.",
        "(9)",
        _mean_constant,
    ),
    Misconception(
        "root_forgotten",
        ("dx",),
        "divides by the variance where its root belongs",
        "Write the forward pass in steps: which step makes the standard deviation of the variance?",
        "(9)",
        _root_forgotten,
    ),
    Misconception("variance_of_n_minus_1", ("dx",), *_OF_N, lambda c: _sample_variance(c)[0]),
    Misconception("variance_of_n_minus_1", ("dgamma",), *_OF_N, lambda c: _sample_variance(c)[1]),
    Misconception(
        "gamma_forgotten",
        ("dx",),
        "misses the factor γ",
        "Between y and x̂ stands γ: the chain rule has a factor for it.",
        "(10)",
        lambda c: vjp(Case(c.dout, (c.inputs[0], np.ones_like(c.inputs[1]), c.inputs[2])))[0],
    ),
    Misconception(
        "x_not_normalised",
        ("dgamma",),
        "multiplies by x instead of x̂",
        "In the forward pass γ stands beside x̂, not beside x.",
        "(9)",
        lambda c: (c.dout * c.inputs[0]).sum(axis=0),
    ),
    Misconception(
        "not_summed",
        ("dgamma",),
        "is not summed over the batch",
        "The one γ serves every row: every row sends a gradient back to it.",
        "(9)",
        lambda c: c.dout * _normalised(c.inputs[0])[0],
    ),
    Misconception(
        "not_summed",
        ("dbeta",),
        "is not summed over the batch",
        "The one β serves every row: every row sends a gradient back to it.",
        "(9)",
        lambda c: c.dout,
        ("returns_dout",),
    ),
)

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
    misconceptions=MISCONCEPTIONS,
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
