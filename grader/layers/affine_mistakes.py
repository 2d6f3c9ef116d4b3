"""What goes wrong in the affine layer: in dX and dW here, in db in `affine_bias_mistakes`."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from grader.layers.affine_bias_mistakes import BIAS_MISTAKES
from grader.layers.affine_passes import forward, rows, vjp
from grader.layers.layer import Case, Misconception
from grader.messages import Array, Floats


def _flat(case: Case, order: str) -> Floats:
    x = case.inputs[0]
    return np.stack([row.reshape(-1, order=order) for row in x])


def _flat_only(output: str, position: int) -> Misconception:
    def formula(case: Case) -> Array:
        if case.inputs[0].ndim > 2:
            raise ValueError("X is not flat")
        return vjp(case)[position]

    return Misconception(
        "x_not_flattened",
        (output,),
        "comes out for a flat X only",
        "X may be a batch of images: flatten each of them to one row first.",
        "(2)",
        formula,
    )


def _upstream(
    id_: str, says: str, hint: str, equation: str, change: Callable[[Case], Array], *outputs: str
) -> tuple[Misconception, ...]:
    """The right formulas with another dout, one entry for each gradient in which that shows."""

    def formula(position: int) -> Callable[[Case], Array]:
        return lambda case: vjp(Case(change(case), case.inputs))[position]

    named = outputs or ("dx", "dw", "db")
    return tuple(
        Misconception(id_, (name,), says, hint, equation, formula(("dx", "dw", "db").index(name)))
        for name in named
    )


def _other_input(id_: str, says: str, hint: str, change: Callable[[Array], Array]) -> Misconception:
    """dW made of something else than X."""
    return Misconception(id_, ("dw",), says, hint, "(20)", lambda c: change(rows(c.inputs[0])).T @ c.dout)


def _slope_of_sigmoid(y: Array) -> Array:
    s = 0.5 * (1 + np.tanh(y / 2))
    return np.asarray(s * (1 - s))


_ONE_LAYER = "Each layer looks at its own scope: what comes from the layer above is in dout already."
_TRANSPOSE = "A reshape keeps the order of the entries, a transpose does not. Which of the two do you need?"
_X_ITSELF = "By (17), the derivative of y by w is x itself. Look what else happens to x in your code."
_MULTIPLY_FIRST = "By (18), first multiply within each input of the batch, then add up over the batch."


def _unpacked_wrongly(case: Case) -> tuple[Array, Array]:
    w, x, _ = case.inputs
    if x.ndim != 2 or w.ndim != 2:
        raise ValueError("only matrices")
    return case.dout @ w.T, x.T @ case.dout


MISTAKES = (
    *(_flat_only(output, position) for position, output in enumerate(("dx", "dw", "db"))),
    Misconception(
        "w_not_transposed",
        ("dx",),
        "is dout times W itself",
        "Write down the shapes: dout is N×M and dX must be N×D. Which form of W fits between them?",
        "(21)",
        lambda c: (c.dout @ c.inputs[1]).reshape(c.inputs[0].shape),
    ),
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
        ("dx",),
        "is the transpose of W alone",
        "The other factor of the chain rule is missing: what comes from above, dout.",
        "(21)",
        lambda c: c.inputs[1].T,
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
        "not_reshaped",
        ("dx",),
        "has the right values but is still flat, N×D",
        "The gradient ∂L/∂X always has the shape of X. Remember the shape X had before it was flattened.",
        "(6)",
        lambda c: vjp(c)[0].reshape(c.batch, -1),
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
    *(
        Misconception(
            "cache_order",
            (output,),
            "takes x for w, and w for x",
            "The cache holds (x, w, b) in this order. Look where you take it apart.",
            "Figure 3",
            lambda c, position=position: _unpacked_wrongly(c)[position],  # type: ignore[misc]
        )
        for position, output in enumerate(("dx", "dw"))
    ),
    Misconception(
        "factors_swapped",
        ("dx",),
        "is Wᵀ times dout",
        "A matrix product has an order. Write down the shapes: dout is N×M and dX must be N×D.",
        "(21)",
        lambda c: c.inputs[1].T @ c.dout,
    ),
    Misconception(
        "factors_swapped",
        ("dx",),
        "is Wᵀ times dout, pressed into the shape of X",
        "A matrix product has an order. Write down the shapes: dout is N×M and dX must be N×D.",
        "(21)",
        lambda c: (c.inputs[1].T @ c.dout).reshape(c.inputs[0].shape),
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
        ("dx",),
        "uses a reshaped W where Wᵀ belongs",
        _TRANSPOSE,
        "(21)",
        lambda c: (c.dout @ c.inputs[1].reshape(c.dout.shape[1], -1)).reshape(c.inputs[0].shape),
    ),
    Misconception(
        "reshape_for_transpose",
        ("dw",),
        "uses a reshaped X where Xᵀ belongs",
        _TRANSPOSE,
        "(20)",
        lambda c: c.inputs[0].reshape(-1, c.batch) @ c.dout,
    ),
    Misconception(
        "inverse_for_transpose",
        ("dx",),
        "uses the inverse of W where Wᵀ belongs",
        "Nothing is undone here: by (9), each ∂L/∂y goes back to x with the weight between the two.",
        "(21)",
        lambda c: (c.dout @ np.linalg.pinv(c.inputs[1])).reshape(c.inputs[0].shape),
    ),
    Misconception(
        "flatten_order",
        ("dx",),
        "is put back into images column by column",
        "Give dX the shape of X row by row, in the same order as the forward pass flattened it.",
        "(2)",
        lambda c: (c.dout @ c.inputs[1].T).reshape(c.inputs[0].shape, order="F"),
    ),
    *_upstream(
        "relu_of_output",
        "counts only where Y is positive, as behind a ReLU",
        _ONE_LAYER,
        "(10)",
        lambda c: c.dout * (forward(c.inputs) > 0),
    ),
    *_upstream(
        "sigmoid_of_output",
        "contains the derivative of the sigmoid, too",
        _ONE_LAYER,
        "(10)",
        lambda c: c.dout * _slope_of_sigmoid(forward(c.inputs)),
    ),
    *_upstream(
        "square_of_output",
        "contains the derivative of the square, 2y, too",
        _ONE_LAYER,
        "(10)",
        lambda c: c.dout * 2 * forward(c.inputs),
    ),
    *_upstream(
        "upstream_times_output",
        "contains the output Y as one more factor",
        "The chain rule multiplies derivatives; the value of Y itself is none.",
        "(10)",
        lambda c: c.dout * forward(c.inputs),
    ),
    *_upstream(
        "upstream_squared",
        "uses the square of dout",
        "In the chain rule dout is a factor once.",
        "(10)",
        lambda c: c.dout**2,
    ),
    *_upstream(
        "upstream_absolute",
        "uses dout without its signs",
        "The sign of dout says in which direction the loss grows: keep it.",
        "(10)",
        lambda c: np.abs(c.dout),
    ),
    *_upstream(
        "upstream_plus_bias",
        "adds b to dout",
        "The bias belongs to the forward pass. Its derivative is 1, so b shows in none of the gradients.",
        "section 3.1",
        lambda c: c.dout + c.inputs[2],
    ),
    *_upstream(
        "upstream_summed_first",
        "gives every input of the batch the dout of all of them",
        "Each row of X has its own row of Y: add nothing up over the batch here.",
        "(9)",
        lambda c: np.broadcast_to(c.dout.sum(axis=0), c.dout.shape),
        "dx",
    ),
    *_upstream(
        "upstream_identity",
        "has a unit matrix in the place of dout",
        "The chain rule has two factors: the derivative of this layer, and what comes from above, dout.",
        "(10)",
        lambda c: np.eye(*c.dout.shape),
    ),
    Misconception(
        "summed_before_product",
        ("dx",),
        "adds up dout and W by themselves before it multiplies",
        "By (9), first multiply each ∂L/∂y with its w, then add up over the neurons.",
        "(21)",
        lambda c: np.outer(c.dout.sum(axis=1), c.inputs[1].sum(axis=1)).reshape(c.inputs[0].shape),
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
        "relu_mask",
        ("dx",),
        "is set to zero where X is not positive",
        f"That is the derivative of a ReLU. {_ONE_LAYER}",
        "(10)",
        lambda c: vjp(c)[0] * (c.inputs[0] > 0),
    ),
    Misconception(
        "slope_of_input",
        ("dx",),
        "contains x(1 − x), the derivative of a sigmoid below",
        _ONE_LAYER,
        "(10)",
        lambda c: vjp(c)[0] * c.inputs[0] * (1 - c.inputs[0]),
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
        "x_for_w",
        ("dx",),
        "multiplies dout by X instead of W",
        "Y = XW: by X, the derivative is what stands beside it.",
        "(21)",
        lambda c: c.dout.sum(axis=1).reshape(-1, *[1] * (c.inputs[0].ndim - 1)) * c.inputs[0],
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
    *BIAS_MISTAKES,
)
