"""For layers that work entry by entry: what was returned as a polynomial in dout and y, or in dout and x."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from functools import partial

import numpy as np

from grader.evidence import Answer
from grader.layers.layer import Case, Layer, Misconception
from grader.messages import Array, Floats
from grader.subscripts import number

_FORMULA = (
    "Write the derivative down with a pencil and compare it with this term by term. Mind the brackets: "
    "a(1 − b) is not a·1 − b."
)
MOST_TERMS = 4
DEGREES = tuple(itertools.product(range(3), range(4)))
"""Powers of dout and of y in a polynomial."""


def polynomial(
    layer: Layer, output: int, pairs: Sequence[tuple[Answer, Floats, Array]]
) -> Iterator[Misconception]:
    """For layers that work entry by entry: what was returned as a polynomial in dout and y, or dout and x."""
    if len(layer.arguments) != 2 or any(a.exact.dout.shape != want.shape for a, _, want in pairs):
        return
    values: tuple[tuple[str, Callable[[Case], Array]], ...] = (
        ("y", lambda case: layer.forward(case.inputs)),
        ("x", lambda case: case.inputs[0]),
    )
    core = [p for p in pairs if p[0].probe.group in ("exercise", "ladder", "random", "square")]
    if sum(got.size for _, got, _ in core) < 2 * len(DEGREES):
        return
    returned = np.concatenate([got.ravel() for _, got, _ in core])
    for letter, value in values:
        columns = np.concatenate([_powers(a.exact, value) for a, _, _ in core], axis=1)
        solution = np.linalg.lstsq(columns.T, returned, rcond=None)[0]
        coefficients = np.array([float(f"{c:.4g}") if abs(c) > 1e-6 else 0.0 for c in solution])
        if not 0 < np.count_nonzero(coefficients) <= MOST_TERMS:
            continue
        text = written(coefficients, letter)
        where = f", with {letter} the {'output' if letter == 'y' else 'input'} of the layer"
        yield Misconception(
            "other_formula",
            (),
            f"equals {text}{where if letter in text else ''}",
            _FORMULA if "dout" in text else f"The chain rule has one more factor, dout. {_FORMULA}",
            layer.outputs[output].equation,
            partial(_value_of, coefficients, value),
        )


def _value_of(coefficients: Floats, value: Callable[[Case], Array], case: Case) -> Array:
    return np.asarray((coefficients @ _powers(case, value)).reshape(case.dout.shape))


def _powers(case: Case, value: Callable[[Case], Array]) -> Floats:
    d, v = case.dout.ravel(), np.asarray(value(case)).ravel()
    return np.stack([d**i * v**j for i, j in DEGREES])


def written(coefficients: Sequence[float] | Floats, letter: str) -> str:
    """A polynomial as one writes it: `dout·y − 2·dout·y²`."""
    text = ""
    ordered = sorted(zip(DEGREES, coefficients, strict=True), key=lambda term: (-term[0][0], term[0][1]))
    for (i, j), c in ordered:
        if not c:
            continue
        factors = [name + ("", "", "²", "³")[power] for name, power in (("dout", i), (letter, j)) if power]
        if abs(abs(c) - 1) > 1e-6 or not factors:
            factors.insert(0, number(abs(float(c))))
        sign = ("−" if c < 0 else "") if not text else (" − " if c < 0 else " + ")
        text += sign + "·".join(factors)
    return text
