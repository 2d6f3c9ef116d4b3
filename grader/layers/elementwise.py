"""What all elementwise layers y = f(x) share: ∂L/∂x = dout ⊙ f'(x), with ⊙ entry by entry."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from grader.layers.layer import Argument, Case, Inputs, Layer, Misconception, Output, Term
from grader.messages import Array, Floats
from grader.subscripts import indexed


@dataclass(frozen=True)
class Elementwise:
    """A function of one number.

    Attributes:
        f, slope: y = f(x) and dy/dx, on arrays of any shape.
        slope_bound: the largest |dy/dx| near `x`, errors are measured against |dout| times it,
            so that a right formula that loses digits where the slope vanishes is not rejected.
        kinks: where f has no derivative; random and edge cases stay away from them.
        pencil: values of x for the tiny cases.
        edge_values: values of x at the edges, such as where σ(x) is exactly 0 or 1 in double precision.
        cached: what `cache` holds by default, `output` or `input`.
        slope_says: the factor of dout in chain-rule sums, made from the name of an entry.
    """

    name: str
    title: str
    function: str
    f: Callable[[Array], Array]
    slope: Callable[[Array], Array]
    slope_bound: Callable[[Array], Array]
    pencil: tuple[float, ...]
    edge_values: tuple[float, ...]
    cached: str
    forward_latex: str
    title_of_gradient: str
    equation: str
    slope_says: str
    misconceptions: tuple[Misconception, ...]
    holomorphic: bool = True
    kinks: tuple[float, ...] = ()
    exercise_dout: tuple[float, float] = (1.0, 1.0)


def cached(kind: Elementwise) -> Callable[[Inputs, str], Array]:
    """What the student finds in `cache`: f(x) by the convention `output`, else x."""
    return lambda inputs, convention: np.asarray(kind.f(inputs[0]) if convention == "output" else inputs[0])


def _away_from(kinks: tuple[float, ...], x: Floats) -> Floats:
    """Shift what lies within 0.05 of a kink."""
    for kink in kinks:
        near = np.abs(x - kink) < 0.05
        x = np.where(near, x + 0.1, x)
    return x


def make(kind: Elementwise) -> Layer:
    """The layer of an elementwise function."""

    def vjp(case: Case) -> tuple[Array, ...]:
        return (np.asarray(case.dout * kind.slope(case.inputs[0])),)

    def sample(rng: np.random.RandomState, sizes: tuple[int, int, int]) -> Case:
        n, _, m = sizes
        x = _away_from(kind.kinks, 1.5 * rng.standard_normal((n, m)))
        return Case(rng.standard_normal((n, m)), (x,))

    def edges(rng: np.random.RandomState) -> tuple[tuple[str, Case], ...]:
        values = np.array(kind.edge_values)
        far = np.stack([values, -values])
        single = sample(rng, (4, 1, 3))
        return (
            ("one row, N = 1", sample(rng, (1, 1, 4))),
            ("one column, M = 1", sample(rng, (4, 1, 1))),
            ("a single number", sample(rng, (1, 1, 1))),
            ("large and tiny inputs", Case(rng.standard_normal(far.shape), (far,))),
            ("dout up to 1000", Case((c := sample(rng, (3, 1, 4))).dout * 400, c.inputs)),
            ("dout all zeros", Case(np.zeros((2, 3)), (sample(rng, (2, 1, 3)).inputs[0],))),
            (
                "single precision",
                Case(single.dout.astype(np.float32), (single.inputs[0].astype(np.float32),)),
            ),
        )

    def chain_rule(case: Case, output: Output, entry: tuple[int, ...]) -> Sequence[Term]:
        slope = float(kind.slope(case.inputs[0])[entry])
        factor = kind.slope_says.replace("#", indexed("", *entry))
        return [Term(f"{indexed('∂L/∂y', *entry)}·{factor}", (float(case.dout[entry]), slope))]

    exercise = Case(np.array([kind.exercise_dout] * 2), (np.array([[1.0, 1.0], [5.0, 5.0]]),))
    return Layer(
        name=kind.name,
        title=kind.title,
        function=kind.function,
        arguments=(
            Argument("dout", "N × M", "upstream gradient ∂L/∂y", r"\frac{\partial L}{\partial y}"),
            Argument("x", "N × M", "input of the layer", "x"),
        ),
        outputs=(Output("dx", 0, "x", kind.title_of_gradient, kind.equation, "the shape of dout"),),
        forward_latex=kind.forward_latex,
        forward=lambda inputs: np.asarray(kind.f(inputs[0])),
        stacked=lambda inputs: np.asarray(kind.f(inputs[0])),
        vjp=vjp,
        magnitude=lambda case: (np.abs(case.dout) * kind.slope_bound(case.inputs[0]),),
        terms=lambda case: (1,),
        sample=sample,
        cache=cached(kind),
        chain_rule=chain_rule,
        ladder=_ladder(kind),
        exercise=exercise,
        exercise_says="x = Y = XW = [[1, 1], [5, 5]], dout all ones",
        images=lambda rng: (),
        edges=edges,
        misconceptions=(*kind.misconceptions, *_of_any(vjp)),
        starter=_starter(kind),
        holomorphic=kind.holomorphic,
        caches=(kind.cached, *(c for c in ("output", "input", "own") if c != kind.cached)),
    )


def _of_any(vjp: Callable[[Case], tuple[Array, ...]]) -> tuple[Misconception, ...]:
    """What goes wrong in any layer that works entry by entry."""

    def slope(case: Case) -> Array:
        return vjp(Case(np.ones_like(case.dout), case.inputs))[0]

    entry = "Each entry of y depends on the same entry of x only: nothing has to be summed here."
    own = "Every input of the batch has its own dout: nothing is added up or averaged over the batch here."
    return (
        Misconception(
            "summed_over_batch",
            (),
            "is summed over the batch",
            "Every input of the batch has its own entry of x: nothing has to be summed here.",
            "(9)",
            lambda case: vjp(case)[0].sum(axis=0),
            ("added_up_over_rows",),
        ),
        Misconception(
            "summed_over_batch",
            (),
            "is summed over the batch, with that axis kept",
            "Every input of the batch has its own entry of x: nothing has to be summed here.",
            "(9)",
            lambda case: vjp(case)[0].sum(axis=0, keepdims=True),
        ),
        Misconception(
            "upstream_summed_first",
            (),
            "uses the sum of dout over the batch in every row",
            own,
            "(9)",
            lambda case: case.dout.sum(axis=0) * slope(case),
        ),
        Misconception(
            "upstream_averaged_first",
            (),
            "uses the mean of dout over the batch in every row",
            own,
            "(9)",
            lambda case: case.dout.mean(axis=0) * slope(case),
        ),
        Misconception(
            "slopes_added_up",
            (),
            "multiplies dout by the sum of the derivatives in its row",
            entry,
            "(9)",
            lambda case: case.dout * slope(case).sum(axis=1, keepdims=True),
        ),
        Misconception(
            "slopes_added_up",
            (),
            "multiplies dout by the mean of all derivatives",
            entry,
            "(9)",
            lambda case: case.dout * slope(case).mean(),
        ),
        Misconception(
            "matrix_product",
            (),
            "is the matrix product of dout with the transposed derivatives",
            entry,
            "(9)",
            lambda case: case.dout @ slope(case).T,
        ),
        Misconception(
            "matrix_product",
            (),
            "is the matrix product of the transposed derivatives with dout",
            entry,
            "(9)",
            lambda case: slope(case).T @ case.dout,
        ),
        Misconception(
            "matrix_product",
            (),
            "is the matrix product of the derivatives with dout",
            entry,
            "(9)",
            lambda case: slope(case) @ case.dout,
        ),
        Misconception(
            "matrix_product",
            (),
            "is the matrix product of the derivatives with the transposed dout",
            entry,
            "(9)",
            lambda case: slope(case) @ case.dout.T,
        ),
        Misconception(
            "upstream_transposed",
            (),
            "is multiplied by the transpose of dout",
            "The entries of dout and of the derivatives lie at the same places: nothing has to be turned.",
            "(9)",
            lambda case: case.dout.T * slope(case),
        ),
        Misconception(
            "jacobian_rows",
            (),
            "holds a Jacobian for each row, and dout is missing",
            "A Jacobian is zero beside its diagonal here. Multiply its diagonal by dout, entry by entry.",
            "(7)",
            lambda case: np.stack([np.diag(row) for row in slope(case)]),
        ),
    )


def _ladder(kind: Elementwise) -> tuple[Case, ...]:
    """Tiny cases made of `pencil`: 1×1, 1×2, 2×3 and 2×2."""
    a, b, c = kind.pencil
    return (
        Case(np.array([[2.0]]), (np.array([[a]]),)),
        Case(np.array([[2.0, 3.0]]), (np.array([[b, c]]),)),
        Case(np.array([[1.0, 2.0, 3.0], [4.0, -1.0, 0.0]]), (np.array([[a, b, c], [c, a, b]]),)),
        Case(np.array([[1.0, 2.0], [3.0, 5.0]]), (np.array([[a, b], [b, c]]),)),
    )


def _starter(kind: Elementwise) -> str:
    holds = "the output y of the forward pass" if kind.cached == "output" else "the input x"
    return f'''def {kind.function}(dout, cache):
    """dout: N x M.  cache: {holds}, N x M."""
    dx = None

    # some math

    return dx
'''
