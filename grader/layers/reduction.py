"""The convention `reduction = "mean"`: gradients that are sums over the batch are divided by its size N.

The sheet adds up, `reduction = "sum"`. Some courses average instead: a loss divides by N, or the affine layer
divides dW and db by N and leaves dX as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from grader.layers.layer import Case, Layer, Misconception, Output, Term
from grader.messages import Array


def averaged(layer: Layer) -> Layer:
    """The layer with `reduction = "mean"`. Raises ValueError for a layer that has no sum over the batch."""
    if not layer.sums:
        raise ValueError(f"{layer.name} has no gradient that is a sum over the batch")
    return replace(
        layer,
        forward=_divided_forward(layer) if layer.is_loss else layer.forward,
        forward_latex=rf"{layer.forward_latex} \quad (\text{{mean over the batch}})",
        vjp=lambda case: _divided(layer, case, layer.vjp(case)),
        magnitude=lambda case: _divided(layer, case, layer.magnitude(case)),
        share=lambda case, output: 1.0 if layer.is_loss or output not in layer.sums else 1 / case.batch,
        chain_rule=lambda case, output, entry: _divided_terms(layer, case, output, entry),
        misconceptions=(*_batch_sums(layer), *(_of_mean(layer, m) for m in layer.misconceptions)),
        omitted=(*layer.omitted, "batch_mean"),
    )


def _divided_forward(layer: Layer) -> Callable[[tuple[Array, ...]], Array]:
    return lambda inputs: np.asarray(layer.forward(inputs) / inputs[0].shape[0])


def _divided(layer: Layer, case: Case, arrays: tuple[Array, ...]) -> tuple[Array, ...]:
    return tuple(
        array / case.batch if output.name in layer.sums else array
        for output, array in zip(layer.outputs, arrays, strict=True)
    )


def _divided_terms(layer: Layer, case: Case, output: Output, entry: tuple[int, ...]) -> Sequence[Term]:
    terms = layer.chain_rule(case, output, entry)
    if output.name not in layer.sums:
        return terms
    return [Term(f"{term.symbols}/{case.batch}", (*term.numbers, 1 / case.batch)) for term in terms]


def _batch_sums(layer: Layer) -> tuple[Misconception, ...]:
    """Not divided: one entry for each gradient, since each has its own formula."""

    def formula(position: int) -> Callable[[Case], Array]:
        return lambda case: layer.vjp(case)[position]

    return tuple(
        Misconception(
            "batch_sum",
            (output.name,),
            "is the sum over the batch, not the mean",
            "This assignment averages over the batch: look where the division by N belongs.",
            "(9)",
            formula(position),
            ("times_batch",),
        )
        for position, output in enumerate(layer.outputs)
        if output.name in layer.sums
    )


def _of_mean(layer: Layer, known: Misconception) -> Misconception:
    """A known mistake of somebody who does divide by N."""
    if known.outputs and not set(known.outputs) & set(layer.sums):
        return known
    if not known.outputs and len(layer.outputs) > len(layer.sums):
        return known
    return replace(known, formula=lambda case: known.formula(case) / case.batch)
