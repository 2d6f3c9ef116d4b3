"""Rarer things done to a gradient, looked for when nothing more common explains what came back."""

from __future__ import annotations

import numpy as np

from grader.transforms import Transform, matrix

_VALUES = "Nothing is done to the gradient after it is computed: return it as it is."
_EACH = "Each entry has its own sum over the entries of Y, as in (15) to (18)."
RARE_TRANSFORMS: tuple[Transform, ...] = (
    ("squashed", "has gone through a tanh", _VALUES, "(9)", lambda want, case: np.tanh(want)),
    (
        "squashed",
        "has gone through a sigmoid",
        _VALUES,
        "(9)",
        lambda want, case: 0.5 * (1 + np.tanh(want / 2)),
    ),
    (
        "signs_alone",
        "holds the signs of the gradient alone",
        _VALUES,
        "(9)",
        lambda want, case: np.sign(want),
    ),
    (
        "root_taken",
        "is the square root of the gradient, without its signs",
        _VALUES,
        "(9)",
        lambda want, case: np.sqrt(np.abs(want)),
    ),
    ("squared", "is the square of the gradient", _VALUES, "(9)", lambda want, case: want**2),
    (
        "sum_everywhere",
        "is its sum in every place",
        _EACH,
        "(9)",
        lambda want, case: np.full_like(want, want.sum()),
    ),
    (
        "sum_everywhere",
        "is its mean in every place",
        _EACH,
        "(9)",
        lambda want, case: np.full_like(want, want.mean()),
    ),
    (
        "sum_everywhere",
        "has the sum of each row in the whole row",
        _EACH,
        "(9)",
        lambda want, case: np.broadcast_to(matrix(want).sum(axis=1, keepdims=True), want.shape),
    ),
    (
        "sum_everywhere",
        "has the sum of each column in the whole column",
        _EACH,
        "(9)",
        lambda want, case: np.broadcast_to(matrix(want).sum(axis=0, keepdims=True), want.shape),
    ),
    ("mean_number", "is its mean, a single number", _EACH, "(6)", lambda want, case: np.asarray(want.mean())),
    (
        "last_row_returned",
        "is the last row of the gradient only",
        _EACH,
        "(6)",
        lambda want, case: matrix(want)[-1],
    ),
    (
        "rows_normalised",
        "has every row scaled to length 1",
        _VALUES,
        "(9)",
        lambda want, case: matrix(want) / np.linalg.norm(want, axis=1, keepdims=True),
    ),
)
