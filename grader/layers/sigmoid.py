"""The sigmoid σ(x) = 1/(1 + e⁻ˣ) and its gradient dout ⊙ σ(x)(1 − σ(x)): exercise 1 of the sheet."""

from __future__ import annotations

import math

import numpy as np

from grader.layers.elementwise import Elementwise, make
from grader.layers.sigmoid_mistakes import MISCONCEPTIONS
from grader.layers.sigmoid_passes import sigmoid, slope

SIGMOID = make(
    Elementwise(
        name="sigmoid",
        title="Sigmoid layer",
        function="sigmoid_backward",
        f=sigmoid,
        slope=slope,
        slope_bound=lambda x: np.full_like(x, 0.25, dtype=np.float64),
        pencil=(0.0, math.log(3), -math.log(4)),
        edge_values=(0.0, 9.0, 13.0, 17.0, 36.0, 40.0, 92.0, 745.0, 1000.0),
        cached="output",
        forward_latex=r"y = \sigma(x) = \frac{1}{1 + e^{-x}}",
        title_of_gradient="dX equals dout times σ(1 − σ)",
        equation="exercise 1",
        slope_says="σ'(x#)",
        misconceptions=MISCONCEPTIONS,
    )
)
