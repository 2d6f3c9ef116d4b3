"""Wrong formulas that every layer gets for free, made from its right ones.

A layer's own catalogue comes first: it can say more. Where two entries agree on every draw a test fails.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import numpy as np

from grader.layers.layer import Case, Layer, Misconception
from grader.messages import Array

Change = Callable[[Array, Case], Array]

_TRANSFORMS: tuple[tuple[str, str, str, str, Change], ...] = (
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
        lambda want, case: _matrix(want).T,
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
        lambda want, case: _matrix(want).T / case.batch,
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
        lambda want, case: np.eye(*_matrix(want).shape),
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
        lambda want, case: _matrix(want).sum(axis=0),
    ),
    (
        "added_up_over_columns",
        "is added up over its columns",
        "A gradient has the shape of its variable: this one has an entry for each row and column.",
        "(6)",
        lambda want, case: _matrix(want).sum(axis=1),
    ),
    (
        "first_row_returned",
        "is the first row of the gradient only",
        "A gradient has the shape of its variable. Look where a single row is taken out.",
        "(6)",
        lambda want, case: _matrix(want)[0],
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


_VALUES = "Nothing is done to the gradient after it is computed: return it as it is."
_EACH = "Each entry has its own sum over the entries of Y, as in (15) to (18)."
_RARE: tuple[tuple[str, str, str, str, Change], ...] = (
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
        lambda want, case: np.broadcast_to(_matrix(want).sum(axis=1, keepdims=True), want.shape),
    ),
    (
        "sum_everywhere",
        "has the sum of each column in the whole column",
        _EACH,
        "(9)",
        lambda want, case: np.broadcast_to(_matrix(want).sum(axis=0, keepdims=True), want.shape),
    ),
    ("mean_number", "is its mean, a single number", _EACH, "(6)", lambda want, case: np.asarray(want.mean())),
    (
        "last_row_returned",
        "is the last row of the gradient only",
        _EACH,
        "(6)",
        lambda want, case: _matrix(want)[-1],
    ),
    (
        "rows_normalised",
        "has every row scaled to length 1",
        _VALUES,
        "(9)",
        lambda want, case: _matrix(want) / np.linalg.norm(want, axis=1, keepdims=True),
    ),
)


def _matrix(want: Array) -> Array:
    if want.ndim != 2:
        raise ValueError("only a matrix has a transpose here")
    return want


def _turned(want: Array) -> Array:
    return _matrix(want).T.reshape(want.shape)


def _upstream_ignored(layer: Layer, of: int) -> Misconception:
    return Misconception(
        "upstream_ignored",
        (),
        "does not depend on dout",
        "The chain rule has two factors: the derivative of this layer, and what comes from above, dout.",
        "(10)",
        lambda case: layer.vjp(Case(np.ones_like(case.dout), case.inputs))[of],
    )


def _some_rows(layer: Layer, of: int) -> tuple[Misconception, ...]:
    """Loops that miss a row, or that overwrite where they should add."""

    def formula(rows: slice) -> Callable[[Case], Array]:
        def masked(case: Case) -> Array:
            dout = np.zeros_like(case.dout)
            dout[rows] = case.dout[rows]
            return layer.vjp(Case(dout, case.inputs))[of]

        return masked

    every = "Every input of the batch adds to the loss, so every row of dout counts."
    return (
        Misconception(
            "only_first_row", (), "uses the first input of the batch only", every, "(9)", formula(slice(0, 1))
        ),
        Misconception(
            "only_last_row",
            (),
            "holds what the last input of the batch gave",
            f"{every} In a loop, add with += instead of overwriting with =.",
            "(9)",
            formula(slice(-1, None)),
        ),
        Misconception(
            "last_row_missed",
            (),
            "misses the last input of the batch",
            f"{every} Look where your loop ends.",
            "(9)",
            formula(slice(0, -1)),
        ),
        Misconception(
            "first_row_missed",
            (),
            "misses the first input of the batch",
            f"{every} Look where your loop begins: Python counts from 0.",
            "(9)",
            formula(slice(1, None)),
        ),
    )


def _some_columns(layer: Layer, of: int) -> tuple[Misconception, ...]:
    """Loops over the columns of dout that miss one, or that overwrite where they should add."""

    def formula(columns: slice) -> Callable[[Case], Array]:
        def masked(case: Case) -> Array:
            if case.dout.ndim != 2:
                raise ValueError("dout has no columns")
            dout = np.zeros_like(case.dout)
            dout[:, columns] = case.dout[:, columns]
            return layer.vjp(Case(dout, case.inputs))[of]

        return masked

    every = "Every column of dout, one for each neuron, counts."
    return tuple(
        Misconception(id_, (), says, f"{every} {where}", "(9)", formula(columns))
        for id_, says, where, columns in (
            ("only_first_column", "uses the first column of dout only", "Look for an index 0.", slice(0, 1)),
            (
                "only_last_column",
                "holds what the last column of dout gave",
                "In a loop, add with += instead of overwriting with =.",
                slice(-1, None),
            ),
            (
                "last_column_missed",
                "misses the last column of dout",
                "Look where your loop ends.",
                slice(0, -1),
            ),
            (
                "first_column_missed",
                "misses the first column of dout",
                "Look where your loop begins: Python counts from 0.",
                slice(1, None),
            ),
        )
    )


def _with_variable(layer: Layer, of: int) -> tuple[Misconception, ...]:
    position = layer.outputs[of].of
    name = layer.input_name(position)

    def formula(change: Callable[[Array, Array], Array]) -> Callable[[Case], Array]:
        def changed(case: Case) -> Array:
            want, variable = layer.vjp(case)[of], case.inputs[position]
            if want.shape != variable.shape:
                raise ValueError("the shapes differ")
            return np.asarray(change(want, variable))

        return changed

    hint = f"Asked for is how the loss changes with {name}. Its own value is no factor of that."
    return (
        Misconception(
            "times_variable",
            (),
            f"is multiplied by {name}, entry by entry",
            hint,
            "(9)",
            formula(np.multiply),
        ),
        Misconception(
            "divided_by_variable",
            (),
            f"is divided by {name}, entry by entry",
            hint,
            "(9)",
            formula(np.divide),
        ),
    )


def _returned_instead(layer: Layer, of: int) -> tuple[Misconception, ...]:
    variable = layer.input_name(layer.outputs[of].of)
    return (
        Misconception(
            "returns_dout",
            (),
            "is dout itself",
            "The upstream gradient is where the chain rule starts: multiply it by this layer's derivative.",
            "(10)",
            lambda case: case.dout,
        ),
        Misconception(
            "forward_value",
            (),
            "is the output of the forward pass",
            "Asked for is how the loss changes with this variable, not the value of the layer.",
            "(9)",
            lambda case: layer.forward(case.inputs),
        ),
        Misconception(
            "returns_variable",
            (),
            f"is {variable} itself",
            "Asked for is how the loss changes with this variable, not its value.",
            "(9)",
            lambda case: case.inputs[layer.outputs[of].of],
        ),
    )


def _swapped(layer: Layer, of: int) -> tuple[Misconception, ...]:
    def formula(other: int) -> Callable[[Case], Array]:
        return lambda case: layer.vjp(case)[other]

    return tuple(
        Misconception(
            "swapped_outputs",
            (),
            f"is what {output.name} should be",
            f"Return the gradients in the order {layer.returns()}.",
            "Figure 3",
            formula(other),
        )
        for other, output in enumerate(layer.outputs)
        if other != of
    )


def _transform(layer: Layer, of: int, entry: tuple[str, str, str, str, Change]) -> Misconception:
    id_, says, hint, equation, change = entry
    if id_ == "batch_mean" and layer.outputs[of].name not in layer.sums:  # nothing is added up over the batch
        says = "is divided by N, the size of the batch"
    return Misconception(id_, (), says, hint, equation, lambda case: change(layer.vjp(case)[of], case))


@lru_cache(maxsize=64)
def rarer(layer: Layer, of: int) -> tuple[Misconception, ...]:
    """What is looked for in gradient number `of` when the catalogue does not explain it."""
    name = layer.outputs[of].name
    own = tuple(m for m in layer.rare if name in m.outputs)
    return own + tuple(_transform(layer, of, entry) for entry in _RARE)


@lru_cache(maxsize=64)
def catalogue(layer: Layer, of: int) -> tuple[Misconception, ...]:
    """All known mistakes in gradient number `of`, the most telling first."""
    name = layer.outputs[of].name
    own = tuple(m for m in layer.misconceptions if not m.outputs or name in m.outputs)
    taken = {*layer.omitted, *(generic for m in own for generic in m.instead_of)}
    generic = (
        *(_transform(layer, of, entry) for entry in _TRANSFORMS),
        _upstream_ignored(layer, of),
        *_some_rows(layer, of),
        *_some_columns(layer, of),
        *_with_variable(layer, of),
        *_swapped(layer, of),
        *_returned_instead(layer, of),
    )
    return own + tuple(m for m in generic if m.id not in taken)
