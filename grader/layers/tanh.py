"""The hyperbolic tangent y = tanh(x), with gradient dout ⊙ (1 − y²)."""

from __future__ import annotations

import math

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
        lambda c: 1 - np.tanh(c.inputs[0]) ** 2,
        instead_of=("upstream_ignored",),
    ),
    Misconception(
        "square_forgotten",
        (),
        "uses 1 − y instead of 1 − y²",
        "The slope must be the same at x and at −x. Is your formula?",
        "(10)",
        lambda c: c.dout * (1 - np.tanh(c.inputs[0])),
    ),
    Misconception(
        "sigmoid_derivative",
        (),
        "is the derivative of the sigmoid, y(1 − y)",
        "That formula belongs to another activation. Differentiate sinh/cosh with the quotient rule.",
        "(10)",
        lambda c: c.dout * np.tanh(c.inputs[0]) * (1 - np.tanh(c.inputs[0])),
    ),
    Misconception(
        "cache_as_input",
        (),
        "applies tanh to what is already its output",
        "Here cache is the output y = tanh(x), as the task says; a forward pass of your own is not used.",
        "(10)",
        lambda c: c.dout * (1 - np.tanh(np.tanh(c.inputs[0])) ** 2),
    ),
    Misconception(
        "cache_as_output",
        (),
        "takes x for the output of the layer",
        "Look up what the forward pass caches: it is the input x here, tanh(x) is still to be computed.",
        "(10)",
        lambda c: c.dout * (1 - c.inputs[0] ** 2),
    ),
    Misconception(
        "plus_instead_of_minus",
        (),
        "uses 1 + y²",
        "The curve is steepest at x = 0 and flat far out. Check the sign in your formula.",
        "(10)",
        lambda c: c.dout * (1 + np.tanh(c.inputs[0]) ** 2),
    ),
    Misconception(
        "matrix_product",
        (),
        "is a matrix product with dout",
        "Each entry of y depends on the same entry of x only: nothing has to be summed here.",
        "(9)",
        lambda c: c.dout @ (1 - np.tanh(c.inputs[0]) ** 2),
    ),
)

TANH = make(
    Elementwise(
        name="tanh",
        title="Tanh layer",
        function="tanh_backward",
        f=lambda x: np.asarray(np.tanh(x)),
        slope=lambda x: np.asarray(1 / np.cosh(np.clip(x, -300, 300)) ** 2),
        slope_bound=lambda x: np.ones_like(x, dtype=np.float64),
        pencil=(0.0, math.log(2), -math.log(3)),
        edge_values=(0.0, 5.0, 6.5, 9.0, 19.0, 22.0, 100.0, 1000.0),
        cached="output",
        forward_latex=r"y = \tanh(x)",
        title_of_gradient="dX equals dout times (1 − y²)",
        equation="(10)",
        slope_says="tanh'(x#)",
        misconceptions=MISCONCEPTIONS,
    )
)
