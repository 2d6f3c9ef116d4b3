"""The affine layer Y = XW + b: equations (1), (20), (21) and section 3.1 of the sheet."""

from __future__ import annotations

import numpy as np

from grader.layers.layer import Argument, Case, Inputs, Layer, Misconception, Output, Term
from grader.messages import Array, Floats
from grader.subscripts import indexed


def rows(x: Array) -> Array:
    """X flattened row by row to N×D, equation (2)."""
    return x.reshape(x.shape[0], -1)


def forward(inputs: Inputs) -> Array:
    """Y = XW + 1ᴺb, shape N×M."""
    x, w, b = inputs
    return np.asarray(rows(x) @ w + b)


def stacked(inputs: Inputs) -> Array:
    """Y for a stack of inputs, X P×N×D, W P×D×M, b P×M; P may be 1."""
    x, w, b = inputs
    return np.asarray(x @ w + (b if b.ndim == 3 else b[:, None, :]))


def vjp(case: Case) -> tuple[Array, ...]:
    """(∂L/∂X, ∂L/∂W, ∂L/∂b), each shaped like its variable: equations (21), (20), section 3.1."""
    x, w, b = case.inputs
    dx = (case.dout @ w.T).reshape(x.shape)
    return dx, rows(x).T @ case.dout, case.dout.sum(axis=0).reshape(b.shape)


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
    """One row, one feature, one neuron, a row vector b, zeros, large, whole and single-precision numbers."""

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


MISCONCEPTIONS = (
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
        "not_summed",
        ("db",),
        "is dout itself, one row for each input of the batch",
        "The row b was copied N times to be added to XW. Every copy sends a gradient back to the same b.",
        "section 3.1",
        lambda c: c.dout,
        instead_of=("returns_dout",),
    ),
    Misconception(
        "wrong_axis",
        ("db",),
        "is summed over the neurons, not over the batch",
        "There is one bias for each column of Y. Which axis counts the inputs of the batch?",
        "section 3.1",
        lambda c: c.dout.sum(axis=1),
    ),
    Misconception(
        "wrong_axis_kept",
        ("db",),
        "is summed over the neurons, not over the batch",
        "There is one bias for each column of Y. Which axis counts the inputs of the batch?",
        "section 3.1",
        lambda c: c.dout.sum(axis=1, keepdims=True),
    ),
    Misconception(
        "kept_dims",
        ("db",),
        "has the right values but one axis too many",
        "The gradient ∂L/∂b has the shape of b. Look at what keepdims does in your sum.",
        "(6)",
        lambda c: c.dout.sum(axis=0, keepdims=True),
    ),
    Misconception(
        "kept_dims_mean",
        ("db",),
        "is averaged over the batch and has one axis too many",
        "Two things at once: nothing is divided by N, and ∂L/∂b has the shape of b.",
        "section 3.1",
        lambda c: c.dout.mean(axis=0, keepdims=True),
    ),
    Misconception(
        "bias_row_left",
        ("dw",),
        "still holds the row of the bias",
        "If you merge b into W, take the two apart again: dW is D×M, and the extra row belongs to db.",
        "section 3.1",
        lambda c: np.vstack([vjp(c)[1], c.dout.sum(axis=0)]),
    ),
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
    misconceptions=MISCONCEPTIONS,
    starter='''def affine_backward(dout, cache):
    """dout: N x M.  cache = (x, w, b) with x: N x d1 x ... x dk, w: D x M, b: (M,)."""
    x, w, b = cache
    dx, dw, db = None, None, None

    # some math

    return dx, dw, db
''',
)
