"""The known mistakes in an affine layer: in all of it here, in its parts in the files beside this one."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from grader.layers.affine_bias_mistakes import BIAS_MISTAKES
from grader.layers.affine_input_mistakes import INPUT_MISTAKES
from grader.layers.affine_passes import vjp
from grader.layers.affine_upstream_mistakes import UPSTREAM_MISTAKES
from grader.layers.affine_weight_mistakes import WEIGHT_MISTAKES
from grader.layers.layer import Case, Misconception
from grader.messages import Array


def _not_flattened(output: str, says: str, formula: Callable[[Case], Array]) -> Misconception:
    hint = "X may be a batch of images: flatten each of them to one row first."
    return Misconception("x_not_flattened", (output,), says, hint, "(2)", formula)


def _flat_only(output: str, position: int) -> Misconception:
    def formula(case: Case) -> Array:
        if case.inputs[0].ndim > 2:
            raise ValueError("X is not flat")
        return vjp(case)[position]

    return _not_flattened(output, "comes out for a flat X only", formula)


def _unpacked_wrongly(case: Case) -> tuple[Array, Array]:
    w, x, _ = case.inputs
    if x.ndim != 2 or w.ndim != 2:
        raise ValueError("only matrices")
    return w, x


def _dx_unpacked_wrongly(case: Case) -> Array:
    w, _ = _unpacked_wrongly(case)
    return case.dout @ w.T


def _dw_unpacked_wrongly(case: Case) -> Array:
    _, x = _unpacked_wrongly(case)
    return x.T @ case.dout


MISTAKES = (
    *(_flat_only(output, position) for position, output in enumerate(("dx", "dw", "db"))),
    _not_flattened("dw", "keeps the axes of the images, last axis first", lambda c: c.inputs[0].T @ c.dout),
    _not_flattened("dw", "keeps the axes of the images", lambda c: np.tensordot(c.inputs[0], c.dout, (0, 0))),
    *(
        Misconception(
            "cache_order",
            (output,),
            "takes x for w, and w for x",
            "The cache holds (x, w, b) in this order. Look where you take it apart.",
            "Figure 3",
            formula,
        )
        for output, formula in (("dx", _dx_unpacked_wrongly), ("dw", _dw_unpacked_wrongly))
    ),
    *INPUT_MISTAKES,
    *WEIGHT_MISTAKES,
    *UPSTREAM_MISTAKES,
    *BIAS_MISTAKES,
)
