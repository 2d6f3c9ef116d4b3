"""Loops over the batch or over the neurons that miss a part, or that overwrite where they should add."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from grader.layers.layer import Case, Layer, Misconception
from grader.messages import Array


def some_rows(layer: Layer, of: int) -> tuple[Misconception, ...]:
    """Loops that miss a row, or that overwrite where they should add."""

    def formula(rows: slice) -> Callable[[Case], Array]:
        def masked(case: Case) -> Array:
            dout = np.zeros_like(case.dout)
            dout[rows] = case.dout[rows]
            return layer.vjp(Case(dout, case.inputs))[of]

        return masked

    every = "Every input of the batch adds to the loss, so every row of dout counts."
    return (
        Misconception(
            "only_first_row", (), "uses the first input of the batch only", every, "(9)", formula(slice(0, 1))
        ),
        Misconception(
            "only_last_row",
            (),
            "holds what the last input of the batch gave",
            f"{every} In a loop, add with += instead of overwriting with =.",
            "(9)",
            formula(slice(-1, None)),
        ),
        Misconception(
            "last_row_missed",
            (),
            "misses the last input of the batch",
            f"{every} Look where your loop ends.",
            "(9)",
            formula(slice(0, -1)),
        ),
        Misconception(
            "first_row_missed",
            (),
            "misses the first input of the batch",
            f"{every} Look where your loop begins: Python counts from 0.",
            "(9)",
            formula(slice(1, None)),
        ),
    )


def some_columns(layer: Layer, of: int) -> tuple[Misconception, ...]:
    """Loops over the columns of dout that miss one, or that overwrite where they should add."""

    def formula(columns: slice) -> Callable[[Case], Array]:
        def masked(case: Case) -> Array:
            if case.dout.ndim != 2:
                raise ValueError("dout has no columns")
            dout = np.zeros_like(case.dout)
            dout[:, columns] = case.dout[:, columns]
            return layer.vjp(Case(dout, case.inputs))[of]

        return masked

    every = "Every column of dout, one for each neuron, counts."
    return tuple(
        Misconception(id_, (), says, f"{every} {where}", "(9)", formula(columns))
        for id_, says, where, columns in (
            ("only_first_column", "uses the first column of dout only", "Look for an index 0.", slice(0, 1)),
            (
                "only_last_column",
                "holds what the last column of dout gave",
                "In a loop, add with += instead of overwriting with =.",
                slice(-1, None),
            ),
            (
                "last_column_missed",
                "misses the last column of dout",
                "Look where your loop ends.",
                slice(0, -1),
            ),
            (
                "first_column_missed",
                "misses the first column of dout",
                "Look where your loop begins: Python counts from 0.",
                slice(1, None),
            ),
        )
    )
