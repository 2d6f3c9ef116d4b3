"""The gradient with something done to it that nobody asked for: divided, transposed, cut off, rounded.

These come for free for every layer. Each is a change of the right gradient.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import numpy as np

from grader.layers.layer import Case, Layer, Misconception
from grader.messages import Array

Change: TypeAlias = Callable[[Array, Case], Array]
Transform: TypeAlias = tuple[str, str, str, str, Change]
"""Id, what the returned array is, a hint, where the sheet says so, and the change."""


def matrix(want: Array) -> Array:
    """The gradient, if it is a matrix. Raises ValueError."""
    if want.ndim != 2:
        raise ValueError("only a matrix has a transpose here")
    return want


def _turned(want: Array) -> Array:
    return matrix(want).T.reshape(want.shape)


TRANSFORMS: tuple[Transform, ...] = (
    (
        "batch_mean",
        "is the mean over the batch, not the sum",
        "The sheet's loss adds up over the batch. If a loss divides by N, that is in dout already.",
        "(9)",
        lambda want, case: want / case.batch,
    ),
    (
        "transposed",
        "is the transpose of the gradient",
        "A gradient has the shape of its variable. Check rows and columns.",
        "(6)",
        lambda want, case: matrix(want).T,
    ),
    (
        "sign",
        "has the opposite sign",
        "The gradient itself is asked for; the minus belongs to the step of gradient descent.",
        "(9)",
        lambda want, case: -want,
    ),
    (
        "doubled",
        "is twice the gradient",
        "Look for a factor 2 that is already in dout, or for a term that is added twice.",
        "(10)",
        lambda want, case: 2 * want,
    ),
    (
        "halved",
        "is half the gradient",
        "Look for a factor ½, or for a factor 2 that was lost in differentiating.",
        "(10)",
        lambda want, case: want / 2,
    ),
    (
        "times_batch",
        "is the gradient times N",
        "Nothing has to be multiplied by the size of the batch: the sum over it does that by itself.",
        "(9)",
        lambda want, case: want * case.batch,
    ),
    (
        "mean_of_all",
        "is divided by the number of all entries, not only summed",
        "The loss of the sheet is a sum; a mean would be in dout already.",
        "(9)",
        lambda want, case: want / (case.dout.size if case.dout.ndim else case.inputs[0].size),
    ),
    (
        "divided_by_columns",
        "is divided by the number of columns of dout",
        "Nothing has to be averaged: the sum of (9) has no factor in front.",
        "(9)",
        lambda want, case: want / case.dout.shape[1],
    ),
    (
        "clipped",
        "is cut off at −1 and 1",
        "Clipping belongs to the step of gradient descent, if anywhere; asked for is the gradient itself.",
        "(9)",
        lambda want, case: np.clip(want, -1, 1),
    ),
    (
        "rounded",
        "is rounded",
        "Leave the rounding away: gradients are small, and small differences train a network.",
        "(4)",
        lambda want, case: np.round(want, 3),
    ),
    (
        "transposed_mean",
        "is transposed and divided by the size of the batch",
        "Two things at once: check rows and columns, and leave the division by N away.",
        "(6), (9)",
        lambda want, case: matrix(want).T / case.batch,
    ),
    (
        "summed_up",
        "is added up to a single number",
        "A gradient has the shape of its variable: say in your sum which axis is to go.",
        "(6)",
        lambda want, case: np.asarray(want.sum()),
    ),
    (
        "absolute",
        "has lost its signs",
        "A gradient says in which direction the loss grows: its sign matters.",
        "(4)",
        lambda want, case: np.abs(want),
    ),
    (
        "all_zeros",
        "is all zeros",
        "It looks as if this gradient were still to be written. If not: which of your terms cancel out?",
        "(9)",
        lambda want, case: np.zeros_like(want),
    ),
    (
        "divided_by_n_minus_1",
        "is divided by N − 1",
        "That belongs to the variance of a sample. Here the sum of (9) has no factor in front.",
        "(9)",
        lambda want, case: want / np.asarray(case.batch - 1.0),
    ),
    (
        "divided_by_n_minus_1",
        "is divided by N − 1 wherever N is more than 1",
        "That belongs to the variance of a sample. Here the sum of (9) has no factor in front.",
        "(9)",
        lambda want, case: want / max(case.batch - 1, 1),
    ),
    (
        "unit_matrix",
        "is a unit matrix",
        "It looks as if this gradient were still to be written.",
        "(9)",
        lambda want, case: np.eye(*matrix(want).shape),
    ),
    (
        "all_ones",
        "is all ones",
        "It looks as if this gradient were still to be written.",
        "(9)",
        lambda want, case: np.ones_like(want),
    ),
    (
        "transposed_reshaped",
        "is the transpose, pressed into the right shape",
        "A reshape does not undo a transpose: the numbers keep their order. Look at the product itself.",
        "(6)",
        lambda want, case: _turned(want),
    ),
    (
        "negative_lost",
        "has lost its negative entries",
        "A gradient may be negative. Only the derivative of a ReLU sets anything to zero.",
        "(4)",
        lambda want, case: np.maximum(want, 0),
    ),
    (
        "added_up_over_rows",
        "is added up over its rows",
        "A gradient has the shape of its variable: this one has an entry for each row and column.",
        "(6)",
        lambda want, case: matrix(want).sum(axis=0),
    ),
    (
        "added_up_over_columns",
        "is added up over its columns",
        "A gradient has the shape of its variable: this one has an entry for each row and column.",
        "(6)",
        lambda want, case: matrix(want).sum(axis=1),
    ),
    (
        "first_row_returned",
        "is the first row of the gradient only",
        "A gradient has the shape of its variable. Look where a single row is taken out.",
        "(6)",
        lambda want, case: matrix(want)[0],
    ),
    (
        "normalised",
        "is scaled to length 1",
        "Nothing is normalised: how large a gradient is says how steep the loss is.",
        "(9)",
        lambda want, case: want / np.linalg.norm(want),
    ),
    (
        "reversed_rows",
        "comes in reversed order",
        "Look for [::-1] or for a loop that runs backwards.",
        "(6)",
        lambda want, case: want[::-1],
    ),
)


def transformed(layer: Layer, of: int, entry: Transform) -> Misconception:
    """The mistake of returning gradient number `of` after a change."""
    id_, says, hint, equation, change = entry
    if id_ == "batch_mean" and layer.outputs[of].name not in layer.sums:  # nothing is added up over the batch
        says = "is divided by N, the size of the batch"
    return Misconception(id_, (), says, hint, equation, lambda case: change(layer.vjp(case)[of], case))
