"""The affine layer Y = XW + b: equations (1), (20), (21) and section 3.1 of the sheet."""

from __future__ import annotations

import numpy as np

from grader.layers.affine_mistakes import MISTAKES
from grader.layers.affine_operands import RARE
from grader.layers.affine_passes import forward as forward
from grader.layers.affine_passes import rows as rows
from grader.layers.affine_passes import stacked as stacked
from grader.layers.affine_passes import vjp as vjp
from grader.layers.layer import Argument, Case, Inputs, Layer, Output, Term
from grader.messages import Array
from grader.subscripts import indexed


def magnitude(case: Case) -> tuple[Array, ...]:
    """|dout|·|Wᵀ|, |Xᵀ|·|dout| and Σ|dout|."""
    return vjp(Case(np.abs(case.dout), tuple(np.abs(a) for a in case.inputs)))


def terms(case: Case) -> tuple[int, ...]:
    """M products in dX, N in dW, N summands in db."""
    n, m = case.dout.shape
    return m, n, n


def sample(rng: np.random.RandomState, sizes: tuple[int, int, int]) -> Case:
    """Normal entries; X N×D, W D×M, b (M,), dout N×M."""
    n, d, m = sizes
    return Case(
        rng.standard_normal((n, m)),
        (rng.standard_normal((n, d)), rng.standard_normal((d, m)), rng.standard_normal(m)),
    )


def cache(inputs: Inputs, convention: str) -> tuple[Array, ...]:
    """`cache = (x, w, b)` under every convention (Figure 3)."""
    return inputs


def chain_rule(case: Case, output: Output, entry: tuple[int, ...]) -> list[Term]:
    """The products of equations (15)–(18) that make up one entry."""
    x, w, _ = case.inputs
    n, m = case.dout.shape
    if output.name == "dx":
        i, k = entry[0], int(np.ravel_multi_index(entry[1:], x.shape[1:]))
        return [
            Term(f"{indexed('∂L/∂y', i, j)}·{indexed('w', k, j)}", (float(case.dout[i, j]), float(w[k, j])))
            for j in range(m)
        ]
    j = entry[-1]
    if output.name == "dw":
        flat = rows(x)
        return [
            Term(
                f"{indexed('∂L/∂y', i, j)}·{indexed('x', i, entry[0])}",
                (float(case.dout[i, j]), float(flat[i, entry[0]])),
            )
            for i in range(n)
        ]
    return [Term(indexed("∂L/∂y", i, j), (float(case.dout[i, j]),)) for i in range(n)]


def _case(dout: object, x: object, w: object, b: object) -> Case:
    return Case(np.array(dout, float), (np.array(x, float), np.array(w, float), np.array(b, float)))


LADDER = (
    _case([[2]], [[3]], [[5]], [0]),
    _case([[1, 2]], [[3]], [[4, 5]], [0, 0]),
    _case([[1, 2], [3, 4]], [[5], [6]], [[7, 8]], [0, 0]),
    _case([[1], [2]], [[3, 4], [5, 7]], [[2], [3]], [1]),
    _case([[1, 2], [3, 5]], [[1, 2], [3, 4]], [[1, 2], [3, 5]], [0, 0]),
    _case([[1, 2], [0, 0], [1, 2]], [[1, 2], [3, 0], [2, 5]], [[1, 3], [2, 4]], [1, 2]),
    _case([[1, 2, 3], [4, 0, -1]], [[2, 1], [0, 3]], [[1, 2, 0], [3, -1, 1]], [0, 0, 0]),
    _case([[1, 3], [2, -1], [0, 2]], [[1, 2, 0], [3, 1, 2], [0, 1, 4]], [[1, 2], [0, 3], [2, 1]], [1, 2]),
    _case([[1, 2, 0], [3, 5, 1]], [[[1, 2]], [[3, 4]]], [[1, 2, 1], [3, 4, 0]], [0, 0, 0]),
    _case(
        [[1, 2], [0, 3]],
        [[[1, 2], [3, 4]], [[0, 1], [2, 5]]],
        [[1, 2], [3, 5], [0, 1], [2, 7]],
        [0, 0],
    ),
)
"""Growing, so that the first one that fails is the smallest. Among them are batches with N = D, with N = M
and with D = M alone, and one in which an input has no part in the loss and two get the same dout."""
EXERCISE = _case([[2, 2], [10, 10]], [[0, 1], [2, 3]], [[1, 1], [1, 1]], [0, 0])


def images(rng: np.random.RandomState) -> tuple[Case, ...]:
    """Batches of small images: X of shape N×1×8×8 and N×3×2×4 (section 1.1)."""
    cases = []
    for n, shape, m in ((2, (1, 8, 8), 5), (3, (3, 2, 4), 2), (4, (2, 3), 5)):
        d = int(np.prod(shape))
        case = sample(rng, (n, d, m))
        x, w, b = case.inputs
        cases.append(Case(case.dout, (x.reshape(n, *shape), w, b)))
    return tuple(cases)


def edges(rng: np.random.RandomState) -> tuple[tuple[str, Case], ...]:
    """One row, one feature, one neuron, zeros, large, whole and single-precision numbers."""

    def scaled(case: Case, factor: float) -> Case:
        x, w, b = case.inputs
        return Case(case.dout, (x * factor, w * factor, b * factor))

    def single(case: Case) -> Case:
        small = np.float32
        return Case(case.dout.astype(small), tuple(a.astype(small) for a in case.inputs))

    whole = sample(rng, (3, 4, 2))
    return (
        ("one row, N = 1", sample(rng, (1, 4, 3))),
        ("one feature, D = 1", sample(rng, (4, 1, 3))),
        ("one neuron, M = 1", sample(rng, (3, 4, 1))),
        ("N = D = M = 1", sample(rng, (1, 1, 1))),
        ("dout up to 1000", Case((c := sample(rng, (3, 2, 4))).dout * 400, c.inputs)),
        ("X and W all zeros", scaled(sample(rng, (3, 2, 4)), 0.0)),
        ("entries up to 1000", scaled(sample(rng, (2, 5, 3)), 400.0)),
        ("whole numbers", Case(np.round(whole.dout * 3), tuple(np.round(a * 3) for a in whole.inputs))),
        ("single precision", single(sample(rng, (4, 3, 2)))),
    )


AFFINE = Layer(
    name="affine",
    title="Affine layer",
    function="affine_backward",
    arguments=(
        Argument("dout", "N × M", "upstream gradient ∂L/∂Y", r"\frac{\partial L}{\partial Y}"),
        Argument("x", "N × d₁ × … × dₖ, flattened to N × D", "input of the layer", "X"),
        Argument("w", "D × M", "weights", "W"),
        Argument("b", "(M,)", "bias", "b"),
    ),
    outputs=(
        Output("dx", 0, "x", "dX equals dout · Wᵀ", "(21)", "the shape of x"),
        Output("dw", 1, "w", "dW equals Xᵀ · dout", "(20)", "D × M"),
        Output("db", 2, "b", "db sums dout over the batch", "section 3.1", "the shape of b"),
    ),
    forward_latex="Y = XW + b",
    forward=forward,
    stacked=stacked,
    sums=("dw", "db"),
    vjp=vjp,
    magnitude=magnitude,
    terms=terms,
    sample=sample,
    cache=cache,
    chain_rule=chain_rule,
    ladder=LADDER,
    exercise=EXERCISE,
    exercise_says="X = [[0, 1], [2, 3]], W all ones, dout = [[2, 2], [10, 10]]",
    images=images,
    edges=edges,
    misconceptions=MISTAKES,
    rare=RARE,
    starter='''def affine_backward(dout, cache):
    """dout: N x M.  cache = (x, w, b) with x: N x d1 x ... x dk, w: D x M, b: (M,)."""
    x, w, b = cache
    dx, dw, db = None, None, None

    # some math

    return dx, dw, db
''',
)
