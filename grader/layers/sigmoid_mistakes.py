"""What goes wrong in the gradient of the sigmoid, exercise 1 of the sheet."""

from __future__ import annotations

import numpy as np

from grader.layers.layer import Case, Misconception
from grader.layers.sigmoid_passes import sigmoid, slope
from grader.messages import Array


def _y(case: Case) -> Array:
    return sigmoid(case.inputs[0])


_SAME = (
    "Both factors are made of the same σ. Here cache is y = σ(x) already: nothing has to be computed first."
)
_LOOK = "Write σ'(x) down once with the quotient rule and express it by σ(x) alone."

MISCONCEPTIONS = (
    Misconception(
        "upstream_forgotten",
        (),
        "is the derivative of the layer alone",
        "The chain rule has two factors: the derivative of this layer, and what comes from above, dout.",
        "(10)",
        lambda c: slope(c.inputs[0]),
        instead_of=("upstream_ignored",),
    ),
    Misconception(
        "plus_instead_of_minus",
        (),
        "uses σ(1 + σ)",
        "The slope is largest at x = 0 and vanishes where σ comes near 1. Check the sign in your formula.",
        "exercise 1",
        lambda c: c.dout * _y(c) * (1 + _y(c)),
    ),
    Misconception(
        "square_forgotten",
        (),
        "is dout times σ alone",
        "Where σ is near 1 the curve is flat, so its slope must vanish there. " + _LOOK,
        "exercise 1",
        lambda c: c.dout * _y(c),
    ),
    Misconception(
        "only_one_minus",
        (),
        "is dout times (1 − σ) alone",
        "Where σ is near 0 the curve is flat, so its slope must vanish there. " + _LOOK,
        "exercise 1",
        lambda c: c.dout * (1 - _y(c)),
    ),
    Misconception(
        "cache_as_input",
        (),
        "applies the sigmoid to what is already its output",
        "Here cache is the output y = σ(x), as the task says; a forward pass of your own is not used.",
        "exercise 1",
        lambda c: c.dout * slope(_y(c)),
    ),
    Misconception(
        "cache_as_output",
        (),
        "takes x for the output of the layer",
        "Look up what the forward pass caches: it is the input x here, σ(x) is still to be computed.",
        "exercise 1",
        lambda c: c.dout * c.inputs[0] * (1 - c.inputs[0]),
    ),
    Misconception(
        "square_derivative",
        (),
        "is the derivative of the square, 2·cache",
        "The layer f(x) = x² is that of exercise 2. Exercise 1 asks for the sigmoid.",
        "exercise 1",
        lambda c: c.dout * 2 * _y(c),
    ),
    Misconception(
        "tanh_derivative",
        (),
        "is the derivative of tanh, 1 − y²",
        "That formula belongs to another activation. " + _LOOK,
        "exercise 1",
        lambda c: c.dout * (1 - _y(c) ** 2),
    ),
    Misconception(
        "dout_added",
        (),
        "adds dout instead of multiplying by it",
        "The chain rule multiplies the derivatives along the way.",
        "(10)",
        lambda c: c.dout + slope(c.inputs[0]),
    ),
    Misconception(
        "matrix_product",
        (),
        "is a matrix product with dout",
        "Each entry of y depends on the same entry of x only: nothing has to be summed here.",
        "(9)",
        lambda c: c.dout @ slope(c.inputs[0]),
    ),
    Misconception(
        "arguments_swapped",
        (),
        "takes dout for σ and σ for dout",
        "The function is called with (dout, cache) in this order. Look at the names in its first line and "
        "in the factor 1 − σ.",
        "Figure 3",
        lambda c: _y(c) * c.dout * (1 - c.dout),
    ),
    Misconception(
        "sigmoid_applied_again",
        (),
        "is dout times the sigmoid of what is already its output",
        "Here cache is the output y = σ(x): the forward pass is done. Differentiate instead.",
        "exercise 1",
        lambda c: c.dout * sigmoid(_y(c)),
    ),
    Misconception(
        "cache_as_input_once",
        (),
        "applies the sigmoid to cache in one of the two factors",
        _SAME,
        "exercise 1",
        lambda c: c.dout * sigmoid(_y(c)) * (1 - _y(c)),
    ),
    Misconception(
        "cache_as_input_once",
        (),
        "applies the sigmoid to cache in the factor 1 − σ",
        _SAME,
        "exercise 1",
        lambda c: c.dout * _y(c) * (1 - sigmoid(_y(c))),
    ),
    Misconception(
        "exponential_form",
        (),
        "is dout times e⁻ʸ/(1 + e⁻ʸ), with y the cache",
        "The quotient rule has a square below the line, and here cache is y = σ(x) already. " + _LOOK,
        "exercise 1",
        lambda c: c.dout * (1 - sigmoid(_y(c))),
    ),
    Misconception(
        "exponential_form",
        (),
        "is dout times e⁻ʸ, with y the cache",
        "The inner derivative alone is not enough: the quotient rule has more factors. " + _LOOK,
        "exercise 1",
        lambda c: c.dout * np.exp(-_y(c)),
    ),
    Misconception(
        "exponential_form",
        (),
        "is dout times eʸ/(1 + e⁻ʸ)², with y the cache",
        "Mind the sign of the exponent, and that cache is y = σ(x) already. " + _LOOK,
        "exercise 1",
        lambda c: c.dout * np.exp(_y(c)) * sigmoid(_y(c)) ** 2,
    ),
    Misconception(
        "tanh_derivative",
        (),
        "is the derivative of tanh at cache, 1 − tanh²(y)",
        "That formula belongs to another activation. " + _LOOK,
        "exercise 1",
        lambda c: c.dout * (1 - np.tanh(_y(c)) ** 2),
    ),
    Misconception(
        "sigmoid_of_upstream",
        (),
        "is the sigmoid of dout",
        "The sigmoid belongs to x, in the forward pass. In the chain rule dout is a factor.",
        "(10)",
        lambda c: sigmoid(c.dout),
    ),
    Misconception(
        "sigmoid_of_upstream",
        (),
        "is cache times the derivative of the sigmoid at dout",
        "Each takes the other's place: differentiate at x, then multiply by dout.",
        "(10)",
        lambda c: _y(c) * slope(c.dout),
    ),
    Misconception(
        "step_function",
        (),
        "lets dout through where σ is above ½",
        "That is the derivative of a ReLU. " + _LOOK,
        "exercise 1",
        lambda c: c.dout * (_y(c) > 0.5),
    ),
    Misconception(
        "softmax_jacobian",
        (),
        "is the gradient of a softmax",
        "A softmax mixes the entries of a row. Here each entry of y depends on the same entry of x only.",
        "(9)",
        lambda c: _y(c) * (c.dout - (c.dout * _y(c)).sum(axis=1, keepdims=True)),
    ),
    Misconception(
        "divided_by_slope",
        (),
        "is dout divided by the derivative",
        "The chain rule multiplies the derivatives along the way.",
        "(10)",
        lambda c: c.dout / slope(c.inputs[0]),
    ),
    Misconception(
        "divided_by_upstream",
        (),
        "is the derivative divided by dout",
        "The chain rule multiplies the derivatives along the way.",
        "(10)",
        lambda c: slope(c.inputs[0]) / c.dout,
    ),
    Misconception(
        "divided_by_output",
        (),
        "is dout divided by σ",
        "That would be the derivative of a logarithm. " + _LOOK,
        "exercise 1",
        lambda c: c.dout / _y(c),
    ),
    Misconception(
        "logarithm",
        (),
        "is dout times log σ",
        "The logarithm belongs to a loss, not to this layer. " + _LOOK,
        "exercise 1",
        lambda c: c.dout * np.log(_y(c)),
    ),
    Misconception(
        "cache_summed",
        (),
        "adds σ up over the row in the factor 1 − σ",
        "Each entry of y depends on the same entry of x only: nothing has to be summed here.",
        "(9)",
        lambda c: c.dout * _y(c) * (1 - _y(c).sum(axis=1, keepdims=True)),
    ),
    Misconception(
        "first_row_of_cache",
        (),
        "uses the first row of cache for every input of the batch",
        "The cache is y itself, one array: cache[0] is only its first row.",
        "exercise 1",
        lambda c: c.dout * slope(c.inputs[0][0]),
    ),
    Misconception(
        "slope_squared",
        (),
        "multiplies by the derivative twice",
        "Each layer contributes its derivative once to the chain rule.",
        "(10)",
        lambda c: c.dout * slope(c.inputs[0]) ** 2,
    ),
)
