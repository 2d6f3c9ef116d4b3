"""What goes wrong in the gradient of the weights of an affine layer, equation (20)."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from grader.layers.affine_input_mistakes import RESHAPED
from grader.layers.affine_passes import rows, vjp
from grader.layers.layer import Case, Misconception
from grader.messages import Array, Floats

_X_ITSELF = "By (17), the derivative of y by w is x itself. Look what else happens to x in your code."
_MULTIPLY_FIRST = "By (18), first multiply within each input of the batch, then add up over the batch."


def _flat(case: Case, order: str) -> Floats:
    x = case.inputs[0]
    return np.stack([row.reshape(-1, order=order) for row in x])


def _other_input(id_: str, says: str, hint: str, change: Callable[[Array], Array]) -> Misconception:
    """dW made of something else than X."""
    return Misconception(id_, ("dw",), says, hint, "(20)", lambda c: change(rows(c.inputs[0])).T @ c.dout)


WEIGHT_MISTAKES = (
    Misconception(
        "x_not_transposed",
        ("dw",),
        "is X itself times dout",
        "Write down the shapes: X is N×D, dout is N×M and dW must be D×M. Which axis has to be summed away?",
        "(20)",
        lambda c: rows(c.inputs[0]) @ c.dout,
    ),
    Misconception(
        "factor_alone",
        ("dw",),
        "is the transpose of X alone",
        "The other factor of the chain rule is missing: what comes from above, dout.",
        "(20)",
        lambda c: rows(c.inputs[0]).T,
    ),
    Misconception(
        "flatten_order",
        ("dw",),
        "belongs to an X that was flattened column by column",
        "Flatten each input row by row, in the same order as the forward pass.",
        "(2)",
        lambda c: _flat(c, "F").T @ c.dout,
    ),
    Misconception(
        "bias_row_left",
        ("dw",),
        "still holds the row of the bias",
        "If you merge b into W, take the two apart again: dW is D×M, and the extra row belongs to db.",
        "section 3.1",
        lambda c: np.vstack([vjp(c)[1], c.dout.sum(axis=0)]),
    ),
    Misconception(
        "factors_swapped",
        ("dw",),
        "is dout times Xᵀ",
        "A matrix product has an order. Write down the shapes: X is N×D, dout is N×M and dW must be D×M.",
        "(20)",
        lambda c: c.dout @ rows(c.inputs[0]).T,
    ),
    Misconception(
        "reshape_for_transpose",
        ("dw",),
        "uses a reshaped X where Xᵀ belongs",
        RESHAPED,
        "(20)",
        lambda c: c.inputs[0].reshape(-1, c.batch) @ c.dout,
    ),
    Misconception(
        "summed_before_product",
        ("dw",),
        "adds up X and dout by themselves before it multiplies",
        _MULTIPLY_FIRST,
        "(18)",
        lambda c: np.outer(rows(c.inputs[0]).sum(axis=0), c.dout.sum(axis=0)),
    ),
    Misconception(
        "not_summed",
        ("dw",),
        "is one matrix for each input of the batch",
        "The one W serves every input: add what each of them sends back.",
        "(18)",
        lambda c: rows(c.inputs[0])[:, :, None] * c.dout[:, None, :],
    ),
    Misconception(
        "w_for_x",
        ("dw",),
        "multiplies dout by W instead of X",
        "Y = XW: by the weights, the derivative is what stands beside them.",
        "(17)",
        lambda c: c.inputs[1] * c.dout.sum(axis=0),
    ),
    Misconception(
        "uses_dx",
        ("dw",),
        "is Xᵀ times dX",
        "Every gradient of a layer starts from dout: dX already belongs to the layer below.",
        "(20)",
        lambda c: rows(c.inputs[0]).T @ rows(vjp(c)[0]),
    ),
    Misconception(
        "largest_instead_of_sum",
        ("dw",),
        "keeps the largest product of the batch instead of their sum",
        "Every input of the batch adds to the loss: add up over all of them.",
        "(18)",
        lambda c: (rows(c.inputs[0])[:, :, None] * c.dout[:, None, :]).max(axis=0),
    ),
    Misconception(
        "bias_in_weights",
        ("dw",),
        "contains the gradient of b, too",
        "By (17) the ones belong to b, and x alone belongs to W.",
        "(20)",
        lambda c: vjp(c)[1] + c.dout.sum(axis=0),
    ),
    _other_input("x_squared", "uses the square of X", _X_ITSELF, lambda x: x**2),
    _other_input("x_absolute", "uses X without its signs", _X_ITSELF, np.abs),
    _other_input("x_positive", "uses only the positive entries of X", _X_ITSELF, lambda x: np.maximum(x, 0)),
    _other_input(
        "x_centred",
        "uses X (or dout) with the mean of the batch taken out",
        "Nothing is normalised in this layer: use X and dout as they come.",
        lambda x: x - x.mean(axis=0),
    ),
)
