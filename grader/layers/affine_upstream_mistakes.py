"""The right products of an affine layer with something done to dout first."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from grader.layers.affine_passes import forward, vjp
from grader.layers.layer import Case, Misconception
from grader.messages import Array

ONE_LAYER = "Each layer looks at its own scope: what comes from the layer above is in dout already."


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


def _slope_of_sigmoid(y: Array) -> Array:
    s = 0.5 * (1 + np.tanh(y / 2))
    return np.asarray(s * (1 - s))


UPSTREAM_MISTAKES = (
    *_upstream(
        "relu_of_output",
        "counts only where Y is positive, as behind a ReLU",
        ONE_LAYER,
        "(10)",
        lambda c: c.dout * (forward(c.inputs) > 0),
    ),
    *_upstream(
        "sigmoid_of_output",
        "contains the derivative of the sigmoid, too",
        ONE_LAYER,
        "(10)",
        lambda c: c.dout * _slope_of_sigmoid(forward(c.inputs)),
    ),
    *_upstream(
        "upstream_as_output",
        "takes dout for the output of a sigmoid",
        ONE_LAYER,
        "(10)",
        lambda c: c.dout * (1 - c.dout),
    ),
    *_upstream(
        "square_of_output",
        "contains the derivative of the square, 2y, too",
        ONE_LAYER,
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
)
