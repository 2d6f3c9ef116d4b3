"""The rectifier y = max(0, x) of the sheet's toy network (section 2.1)."""

from __future__ import annotations

import numpy as np

from grader.layers.elementwise import Elementwise, make
from grader.layers.layer import Misconception

MISCONCEPTIONS = (
    Misconception(
        "upstream_forgotten",
        (),
        "is the derivative of the layer alone",
        "The chain rule has two factors: the derivative of this layer, and what comes from above, dout.",
        "(10)",
        lambda c: (c.inputs[0] > 0).astype(float),
        instead_of=("upstream_ignored",),
    ),
    Misconception(
        "mask_of_dout",
        (),
        "lets dout pass where dout itself is positive",
        "What decides whether an entry passes is the input of the forward pass, not the gradient.",
        "(10)",
        lambda c: c.dout * (c.dout > 0),
    ),
    Misconception(
        "mask_inverted",
        (),
        "passes where x is negative and stops where it is positive",
        "Where x is positive, y = x: what is the derivative there?",
        "(4)",
        lambda c: c.dout * (c.inputs[0] < 0),
    ),
    Misconception(
        "not_differentiated",
        (),
        "is dout times max(0, x) itself",
        "The forward value is not the derivative: differentiate first, then multiply by dout.",
        "(10)",
        lambda c: c.dout * np.maximum(c.inputs[0], 0),
        instead_of=("times_variable",),
    ),
    Misconception(
        "leaky_slope",
        (),
        "has the slope 0.01 where x is negative",
        "That is the leaky ReLU. Here max(0, x) is flat where x is negative.",
        "(4)",
        lambda c: c.dout * np.where(c.inputs[0] > 0, 1.0, 0.01),
    ),
    Misconception(
        "mask_forgotten",
        (),
        "is dout unchanged",
        "Where x is negative, y does not move with x at all: what must its gradient be there?",
        "(4)",
        lambda c: c.dout,
        instead_of=("returns_dout",),
    ),
    Misconception(
        "matrix_product",
        (),
        "is a matrix product with dout",
        "Each entry of y depends on the same entry of x only: nothing has to be summed here.",
        "(9)",
        lambda c: c.dout @ (c.inputs[0] > 0),
    ),
)

RELU = make(
    Elementwise(
        name="relu",
        title="ReLU layer",
        function="relu_backward",
        f=lambda x: np.maximum(x, 0),
        slope=lambda x: np.asarray((x > 0).astype(np.float64)),
        slope_bound=lambda x: np.ones_like(x, dtype=np.float64),
        pencil=(3.0, -1.0, 2.0),
        edge_values=(1e-3, 1.0, 7.0, 1000.0),
        cached="input",
        forward_latex=r"y = \max(0, x)",
        title_of_gradient="dX lets dout pass where x is positive",
        equation="(10)",
        slope_says="y'(x#)",
        misconceptions=MISCONCEPTIONS,
        holomorphic=False,
        kinks=(0.0,),
    )
)
