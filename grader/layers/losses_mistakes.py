"""Mistakes in the gradients of the two losses."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from grader.layers.layer import Case, Misconception
from grader.layers.losses_passes import one_hot, slope_entropy, slope_squared, softmax
from grader.layers.sigmoid_passes import sigmoid
from grader.messages import Array


def _m(id_: str, says: str, hint: str, formula: Callable[[Case], Array], *instead_of: str) -> Misconception:
    return Misconception(id_, (), says, hint, "(10)", formula, instead_of)


_UPSTREAM = (
    "is the derivative of the loss alone",
    "The loss may be one of several that are added up: what comes from above, dout, is a factor here too.",
)


def _over_all(rowwise: bool) -> Misconception:
    """With the largest score of each row subtracted before, or of all: here it makes a difference."""

    def formula(case: Case) -> Array:
        x, t = case.inputs
        e = np.exp(x - x.max(axis=-1 if rowwise else None, keepdims=True))
        return np.asarray(case.dout * (e / e.sum() - one_hot(t, x.shape[1])))

    return _m(
        "softmax_over_all",
        f"normalises over all scores at once, not row by row{', in spite of a shift of each row' * rowwise}",
        "Each row of scores becomes one distribution: along which axis do its entries add up to 1?",
        formula,
    )


SQUARED_MISTAKES = (
    _m("upstream_forgotten", *_UPSTREAM, lambda c: slope_squared(*c.inputs), "upstream_ignored"),
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
        lambda c: -c.dout * slope_squared(*c.inputs),
        "sign",
    ),
    _m(
        "not_differentiated",
        "is the squared error itself",
        "The forward value is not the derivative: differentiate first, then multiply by dout.",
        lambda c: c.dout * (c.inputs[0] - c.inputs[1]) ** 2,
    ),
    _m(
        "brackets_forgotten",
        "multiplies x alone, and subtracts t from that",
        "The factors belong to the difference as a whole: 2·x − t is not 2·(x − t).",
        lambda c: 2 * c.dout * c.inputs[0] - c.inputs[1],
    ),
    _m(
        "absolute_error",
        "is the derivative of the absolute error",
        "The loss adds up squares: a larger difference has a larger slope, not only a sign.",
        lambda c: c.dout * np.sign(c.inputs[0] - c.inputs[1]),
    ),
)

ENTROPY_MISTAKES = (
    _m("upstream_forgotten", *_UPSTREAM, lambda c: slope_entropy(*c.inputs), "upstream_ignored"),
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
        lambda c: -c.dout * slope_entropy(*c.inputs),
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
        lambda c: c.dout * slope_entropy(*c.inputs) * one_hot(c.inputs[1], c.inputs[0].shape[1]),
    ),
    _over_all(rowwise=True),
    _over_all(rowwise=False),
    _m(
        "softmax_slope",
        "is p(1 − p) with p the softmax",
        "That is how a probability changes with its own score. Asked for is how the loss changes, and each "
        "score moves all probabilities of its row.",
        lambda c: c.dout * softmax(c.inputs[0]) * (1 - softmax(c.inputs[0])),
    ),
    _m(
        "labels_of_all_rows",
        "subtracts 1 in the column of every label from every row",
        "Row i has one right class, tᵢ. An index with `:` takes all rows: count the rows with np.arange(N).",
        lambda c: c.dout * (softmax(c.inputs[0]) - one_hot(c.inputs[1], c.inputs[0].shape[1]).max(axis=0)),
    ),
    _m(
        "by_the_probabilities",
        "is the derivative by the probabilities, not by the scores",
        "The chain has a factor before −1/p: the softmax, which leads from the scores to the probabilities.",
        lambda c: -c.dout * one_hot(c.inputs[1], c.inputs[0].shape[1]) / softmax(c.inputs[0]),
    ),
    _m(
        "softmax_slope_twice",
        "has p(1 − p) as a factor too many",
        "In p minus the one-hot labels the slope of the softmax is contained already.",
        lambda c: c.dout * slope_entropy(*c.inputs) * softmax(c.inputs[0]) * (1 - softmax(c.inputs[0])),
    ),
    _m(
        "sigmoid_for_softmax",
        "takes the sigmoid of each score for the softmax",
        "The probabilities of a row depend on all its scores, and add up to 1.",
        lambda c: c.dout * (sigmoid(c.inputs[0]) - one_hot(c.inputs[1], c.inputs[0].shape[1])),
    ),
)
