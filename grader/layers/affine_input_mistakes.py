"""What goes wrong in the gradient of the input of an affine layer, equation (21)."""

from __future__ import annotations

import numpy as np

from grader.layers.affine_passes import vjp
from grader.layers.affine_upstream_mistakes import ONE_LAYER
from grader.layers.layer import Misconception

RESHAPED = "A reshape keeps the order of the entries, a transpose does not. Which of the two do you need?"

INPUT_MISTAKES = (
    Misconception(
        "w_not_transposed",
        ("dx",),
        "is dout times W itself",
        "Write down the shapes: dout is N×M and dX must be N×D. Which form of W fits between them?",
        "(21)",
        lambda c: (c.dout @ c.inputs[1]).reshape(c.inputs[0].shape),
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
        "not_reshaped",
        ("dx",),
        "has the right values but is still flat, N×D",
        "The gradient ∂L/∂X always has the shape of X. Remember the shape X had before it was flattened.",
        "(6)",
        lambda c: vjp(c)[0].reshape(c.batch, -1),
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
        "reshape_for_transpose",
        ("dx",),
        "uses a reshaped W where Wᵀ belongs",
        RESHAPED,
        "(21)",
        lambda c: (c.dout @ c.inputs[1].reshape(c.dout.shape[1], -1)).reshape(c.inputs[0].shape),
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
    Misconception(
        "summed_before_product",
        ("dx",),
        "adds up dout and W by themselves before it multiplies",
        "By (9), first multiply each ∂L/∂y with its w, then add up over the neurons.",
        "(21)",
        lambda c: np.outer(c.dout.sum(axis=1), c.inputs[1].sum(axis=1)).reshape(c.inputs[0].shape),
    ),
    Misconception(
        "relu_mask",
        ("dx",),
        "is set to zero where X is not positive",
        f"That is the derivative of a ReLU. {ONE_LAYER}",
        "(10)",
        lambda c: vjp(c)[0] * (c.inputs[0] > 0),
    ),
    Misconception(
        "slope_of_input",
        ("dx",),
        "contains x(1 − x), the derivative of a sigmoid below",
        ONE_LAYER,
        "(10)",
        lambda c: vjp(c)[0] * c.inputs[0] * (1 - c.inputs[0]),
    ),
    Misconception(
        "x_for_w",
        ("dx",),
        "multiplies dout by X instead of W",
        "Y = XW: by X, the derivative is what stands beside it.",
        "(21)",
        lambda c: c.dout.sum(axis=1).reshape(-1, *[1] * (c.inputs[0].ndim - 1)) * c.inputs[0],
    ),
)
