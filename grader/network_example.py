"""The smallest toy network that goes wrong, with the chain rule (10) through both layers written out."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from grader import networks
from grader.comparison import compare
from grader.messages import Floats, Reply, Returned
from grader.report import Counterexample, plain
from grader.returned import Missing, as_array
from grader.subscripts import indexed, number
from grader.tolerances import RTOL

Pencil = tuple[Floats, Floats, Floats, Floats]
"""x N×D, w D×M, b M and target N×M of Affine – Sigmoid."""

PENCILS: tuple[Pencil, ...] = (
    (
        np.array([[1.0, 1.0], [2.0, 2.0]]),
        np.array([[1.0], [-1.0]]),
        np.array([0.0]),
        np.array([[0.0], [0.0]]),
    ),
    (
        np.array([[1.0, 1.0], [2.0, 1.0]]),
        np.array([[1.0, 2.0], [-1.0, 0.0]]),
        np.array([0.0, 1.0]),
        np.array([[0.0, 1.0], [1.0, 0.0]]),
    ),
)
"""In the first y is 0, so s is ½ and σ' is ¼: easy, but blind for a mistake that is right there, such as s².
In the second y is 0 to 5, and every output has a part in ∂L/∂x."""


def on_paper(replies: Sequence[Reply]) -> Counterexample | None:
    """The first of PENCILS that goes wrong; `replies` begins with what came back for them."""
    for pencil, reply in zip(PENCILS, replies, strict=False):
        example = _example(pencil, reply)
        if example is not None:
            return example
    return None


def _example(pencil: Pencil, reply: Reply) -> Counterexample | None:
    x, w, b, target = pencil
    if not isinstance(reply, Returned) or not isinstance(reply.value, tuple) or len(reply.value) != 3:
        return None
    for position, want in enumerate(networks.gradients((x, w, b), target)):
        got = as_array(reply.value[position])
        if isinstance(got, Missing) or got.shape != want.shape:
            return None
        comparison = compare(got, want, np.full(want.shape, RTOL))
        if not comparison.passed:
            at = comparison.worst
            value, rate = float(got[at]), float(want[at])
            return Counterexample(
                inputs={"x": plain(x), "w": plain(w), "b": plain(b), "target": plain(target)},
                expected=plain(want),
                got=plain(got),
                entry=list(at),
                chain_rule=(
                    f"{_chain(pencil, position, at)} = {number(rate, value)}; yours: {number(value, rate)}"
                ),
            )
    return None


def _chain(pencil: Pencil, position: int, at: tuple[int, ...]) -> str:
    """∂L/∂s·∂s/∂y·∂y/∂(the entry): for x summed over the outputs, for w and b over the batch."""
    x, w, b, target = pencil
    s = networks.forward((x, w, b))
    ds, slope = 2 * (s - target), s * (1 - s)
    symbols, numbers = [], []
    outputs = (
        [(at[0], m) for m in range(w.shape[1])] if position == 0 else [(i, at[-1]) for i in range(len(x))]
    )
    for i, m in outputs:
        names, values = [indexed("∂L/∂s", i, m), indexed("σ'(y", i, m) + ")"], [ds[i, m], slope[i, m]]
        if position == 0:
            names.append(indexed("w", at[1], m))
            values.append(w[at[1], m])
        elif position == 1:
            names.append(indexed("x", i, at[0]))
            values.append(x[i, at[0]])
        symbols.append("·".join(names))
        numbers.append("·".join(number(v) if v >= 0 else f"({number(v)})" for v in map(float, values)))
    left = indexed(f"∂L/∂{'xwb'[position]}", *at)
    return f"{left} = {' + '.join(symbols)} = {' + '.join(numbers)}"
