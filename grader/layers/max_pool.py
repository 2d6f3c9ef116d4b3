"""Max-pooling over 2×2 windows with stride 2: the gradient goes to the largest entry of each window."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from grader.layers.layer import Argument, Case, Inputs, Layer, Misconception, Output, Term
from grader.messages import Array
from grader.subscripts import indexed


def _windows(x: Array) -> Array:
    """N×C×(H/2)×(W/2)×2×2."""
    n, c, h, w = x.shape
    return np.asarray(x.reshape(n, c, h // 2, 2, w // 2, 2).transpose(0, 1, 2, 4, 3, 5))


def forward(inputs: Inputs) -> Array:
    """The largest entry of each window, N×C×(H/2)×(W/2)."""
    return np.asarray(_windows(inputs[0]).max(axis=(4, 5)))


def _spread(y: Array) -> Array:
    """Each entry four times, in the shape of x."""
    return np.asarray(y.repeat(2, axis=2).repeat(2, axis=3))


def _is_largest(x: Array) -> Array:
    return np.asarray(x == _spread(forward((x,))), dtype=float)


def vjp(case: Case) -> tuple[Array, ...]:
    """∂L/∂x: dout where x is the largest entry of its window. Draws have no ties."""
    (x,) = case.inputs
    return (np.asarray(_spread(case.dout) * _is_largest(x)),)


def sample(rng: np.random.RandomState, sizes: tuple[int, int, int]) -> Case:
    """x N×C×H×W with H and W even; the entries of a window differ by at least 0.1."""
    n, c, m = (min(size, 3) for size in sizes)
    shape = (n, c, 2 * m, 4)
    x = rng.permutation(int(np.prod(shape))).reshape(shape) * 0.1
    return Case(rng.standard_normal((n, c, m, 2)), (x - x.mean(),))


def _as_rows(array: Array) -> Array:
    return np.asarray(array, dtype=float)[None, None]


def _case(dout: object, x: object) -> Case:
    return Case(_as_rows(np.array(dout, float)), (_as_rows(np.array(x, float)),))


def chain_rule(case: Case, output: Output, entry: tuple[int, ...]) -> Sequence[Term]:
    """One product: dout of the window times 1 or 0."""
    n, c, h, w = entry
    window = (n, c, h // 2, w // 2)
    slope = float(_is_largest(case.inputs[0])[entry])
    symbols = f"{indexed('∂L/∂y', *window)}·{indexed('∂y', *window)}/{indexed('∂x', *entry)}"
    return [Term(symbols, (float(case.dout[window]), slope))]


def _moved_by_one(case: Case) -> Array:
    (x,) = case.inputs
    dx = np.zeros(x.shape)
    for i, j in np.ndindex(case.dout.shape[2:]):
        window = x[:, :, i : i + 2, j : j + 2]
        largest = window == window.max(axis=(2, 3), keepdims=True)
        dx[:, :, i : i + 2, j : j + 2] += largest * case.dout[:, :, i, j, None, None]
    return dx


MISCONCEPTIONS = (
    Misconception(
        "average_pooling",
        (),
        "shares the gradient among the whole window",
        "Only the largest entry of a window moves the output. What is the derivative by the other three?",
        "(4)",
        lambda c: _spread(c.dout) / 4,
    ),
    Misconception(
        "gradient_everywhere",
        (),
        "gives the gradient to every entry of the window",
        "Only the largest entry of a window moves the output. What is the derivative by the other three?",
        "(4)",
        lambda c: _spread(c.dout),
    ),
    Misconception(
        "smallest_entry",
        (),
        "goes to the smallest entry of the window",
        "Which entry of the window does the forward pass take?",
        "(4)",
        lambda c: _spread(c.dout) * _is_largest(-c.inputs[0]),
    ),
    Misconception(
        "first_entry",
        (),
        "goes to the first entry of each window",
        "The position of the largest entry differs from window to window: look it up in x.",
        "(4)",
        lambda c: _spread(c.dout) * _is_largest(-np.indices(c.inputs[0].shape)[2:].sum(axis=0)),
    ),
    Misconception(
        "moved_by_one",
        (),
        "moves the window by one entry, not by two",
        "Windows lie side by side: the window of output (i, j) begins at row 2i and column 2j.",
        "(4)",
        _moved_by_one,
    ),
    Misconception(
        "tiled",
        (),
        "repeats the whole of dout side by side, not each of its entries",
        "All four entries of a window belong to one entry of dout: np.repeat does that, np.tile does not.",
        "(4)",
        lambda c: np.tile(c.dout, (1, 1, 2, 2)) * _is_largest(c.inputs[0]),
    ),
    Misconception(
        "where_positive",
        (),
        "goes where x is positive",
        "That is ReLU. Here entries of a window are compared with one another, not with zero.",
        "(4)",
        lambda c: _spread(c.dout) * (c.inputs[0] > 0),
    ),
    Misconception(
        "largest_magnitude",
        (),
        "goes to the entry farthest from zero",
        "The largest of −3 and 1 is 1: compare the entries themselves, not their absolute values.",
        "(4)",
        lambda c: _spread(c.dout) * _is_largest(np.abs(c.inputs[0])),
    ),
    Misconception(
        "not_differentiated",
        (),
        "is multiplied by the largest value itself",
        "The forward value is not the derivative: where x is the largest, y = x.",
        "(4)",
        lambda c: vjp(c)[0] * c.inputs[0],
        instead_of=("times_variable",),
    ),
)

MAX_POOL = Layer(
    name="max_pool",
    title="Max-pooling, 2 × 2",
    function="max_pool_backward",
    arguments=(
        Argument("dout", "N × C × H/2 × W/2", "upstream gradient ∂L/∂y", r"\frac{\partial L}{\partial y}"),
        Argument("x", "N × C × H × W", "input of the layer", "x"),
    ),
    outputs=(Output("dx", 0, "x", "dX goes to the largest entry of each window", "(9)", "N × C × H × W"),),
    forward_latex=r"y_{n,c,i,j} = \max_{0 \le u,v \le 1} x_{n,c,2i+u,2j+v}",
    forward=forward,
    vjp=vjp,
    magnitude=lambda case: (np.abs(_spread(case.dout)),),
    terms=lambda case: (1,),
    sample=sample,
    cache=lambda inputs, convention: inputs[0],
    chain_rule=chain_rule,
    ladder=(
        _case([[2]], [[1, 3], [2, 0]]),
        _case([[2, 3]], [[1, 3, 5, 4], [2, 0, 6, 7]]),
        _case([[1, 2], [3, 4]], [[1, 2, 8, 4], [3, 0, 6, 7], [9, 5, 1, 0], [6, 7, 3, 2]]),
    ),
    exercise=_case([[1, 1]], [[4, 3, 1, 2], [2, 1, 3, 0]]),
    exercise_says="one image of 2 × 4",
    images=lambda rng: (),
    edges=lambda rng: (
        ("one image, one channel", sample(rng, (1, 1, 1))),
        ("all entries negative", Case((c := sample(rng, (2, 1, 2))).dout, (c.inputs[0] - 100.0,))),
    ),
    misconceptions=MISCONCEPTIONS,
    starter='''def max_pool_backward(dout, cache):
    """dout: N x C x H/2 x W/2.  cache: the input x, N x C x H x W.  Windows are 2 x 2 with stride 2."""
    x = cache
    dx = None

    # some math

    return dx
''',
    holomorphic=False,
    axes=4,
    omitted=("transposed",),
)
