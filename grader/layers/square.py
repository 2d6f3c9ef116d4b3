"""The square f(x) = x², which takes the sigmoid's place in exercise 2 of the sheet."""

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
        lambda c: 2 * c.inputs[0],
        instead_of=("upstream_ignored",),
    ),
    Misconception(
        "factor_forgotten",
        (),
        "misses the factor from the exponent",
        "Differentiate x·x with the product rule: how many summands are there?",
        "exercise 2 (c)",
        lambda c: c.dout * c.inputs[0],
        instead_of=("halved",),
    ),
    Misconception(
        "not_differentiated",
        (),
        "is dout times x² itself",
        "The forward value is not the derivative: differentiate first, then multiply by dout.",
        "exercise 2 (c)",
        lambda c: c.dout * c.inputs[0] ** 2,
    ),
    Misconception(
        "dout_added",
        (),
        "adds dout instead of multiplying by it",
        "The chain rule multiplies the derivatives along the way.",
        "(10)",
        lambda c: c.dout + 2 * c.inputs[0],
    ),
    Misconception(
        "matrix_product",
        (),
        "is a matrix product with dout",
        "Each entry of y depends on the same entry of x only: nothing has to be summed here.",
        "(9)",
        lambda c: c.dout @ (2 * c.inputs[0]),
    ),
)

SQUARE = make(
    Elementwise(
        name="square",
        title="Square layer",
        function="square_backward",
        f=lambda x: np.asarray(x * x),
        slope=lambda x: np.asarray(2 * x),
        slope_bound=lambda x: np.asarray(2 * np.abs(x)),
        pencil=(3.0, 1.0, -2.0),
        edge_values=(0.0, 1e-3, 1.0, 7.0, 1000.0),
        cached="input",
        forward_latex="y = x^2",
        title_of_gradient="dX equals dout times 2x",
        equation="exercise 2 (c)",
        slope_says="2x#",
        misconceptions=MISCONCEPTIONS,
    )
)
