"""Mistakes in the gradients of batch normalisation."""

from __future__ import annotations

import numpy as np

from grader.layers.batchnorm_passes import EPSILON, normalised, vjp
from grader.layers.layer import Case, Misconception
from grader.messages import Array


def _dx(case: Case, mean: float = 1.0, variance: float = 1.0) -> Array:
    """∂L/∂x with so many times the way through the mean, and through the variance; 1 and 1 are right."""
    x, gamma, _ = case.inputs
    hat, inverse = normalised(x)
    dhat = case.dout * gamma
    through = mean * dhat.mean(axis=0) + variance * hat * (dhat * hat).mean(axis=0)
    return np.asarray(inverse * (dhat - through))


def _by_rows(case: Case) -> tuple[Array, Array]:
    """dx and dγ with mean and variance of each row, as in layer normalisation."""
    x, gamma, _ = case.inputs
    centred = x - x.mean(axis=1, keepdims=True)
    inverse = 1 / np.sqrt((centred**2).mean(axis=1, keepdims=True) + EPSILON)
    hat, dhat = centred * inverse, case.dout * gamma
    through = dhat.mean(axis=1, keepdims=True) + hat * (dhat * hat).mean(axis=1, keepdims=True)
    return inverse * (dhat - through), (case.dout * hat).sum(axis=0)


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


_ROWS = (
    "normalises each row, not each feature",
    "Mean and variance are taken over the batch, one of each for every feature: which axis is that?",
    "(9)",
)
_OF_N = (
    "takes the variance with N − 1",
    "The forward pass divides by N. Look for ddof, or for another library's default.",
    "(9)",
)
BATCHNORM_MISTAKES = (
    Misconception(
        "statistics_constant",
        ("dx",),
        "takes mean and variance for constants",
        "Both are made of x: each entry of x reaches the loss through the mean and the variance too.",
        "(9)",
        lambda c: _dx(c, mean=0, variance=0),
    ),
    Misconception(
        "variance_constant",
        ("dx",),
        "takes the variance for a constant",
        "The variance is made of x: follow the way through it as well.",
        "(9)",
        lambda c: _dx(c, variance=0),
    ),
    Misconception(
        "mean_constant",
        ("dx",),
        "takes the mean for a constant",
        "The mean is made of x: follow the way through it as well.",
        "(9)",
        lambda c: _dx(c, mean=0),
    ),
    Misconception(
        "mean_not_divided",
        ("dx",),
        "gives every entry the whole gradient of the mean",
        "Each entry of x moves the mean by 1/N only.",
        "(9)",
        lambda c: _dx(c, mean=c.batch),
    ),
    Misconception(
        "variance_not_divided",
        ("dx",),
        "gives every entry the whole gradient of the variance",
        "The variance is a mean of squares: each entry of x moves it by 2(x − μ)/N, with the 1/N.",
        "(9)",
        lambda c: _dx(c, variance=c.batch),
    ),
    Misconception(
        "sums_for_means",
        ("dx",),
        "sums over the batch on the way through mean and variance, where means belong",
        "Both are means over the batch: each entry of x has a share of 1/N in them.",
        "(9)",
        lambda c: _dx(c, mean=c.batch, variance=c.batch),
    ),
    Misconception(
        "variance_sign",
        ("dx",),
        "has the way through the variance with the wrong sign",
        "The variance stands below the line: when it grows, x̂ shrinks. Which sign is that?",
        "(9)",
        lambda c: _dx(c, variance=-1),
    ),
    Misconception("over_features", ("dx",), *_ROWS, lambda c: _by_rows(c)[0]),
    Misconception("over_features", ("dgamma",), *_ROWS, lambda c: _by_rows(c)[1]),
    Misconception(
        "root_forgotten",
        ("dx",),
        "divides by the variance where its root belongs",
        "Write the forward pass in steps: which step makes the standard deviation of the variance?",
        "(9)",
        lambda c: _dx(c) * normalised(c.inputs[0])[1],
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
        lambda c: c.dout * normalised(c.inputs[0])[0],
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
