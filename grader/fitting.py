"""Mistakes with a number in them, such as a step size: the number is read off from what was returned.

Each is only a proposal. `grader.diagnosis` names it if it explains every draw.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from functools import partial

import numpy as np

from grader.evidence import Answer
from grader.layers.layer import Case, Layer, Misconception
from grader.messages import Array, Floats
from grader.polynomials import polynomial
from grader.returned import Missing
from grader.subscripts import number
from grader.transforms import Change

_CONSTANT = (
    "No factor belongs into a gradient: a step size belongs to the step of gradient descent, and a factor of "
    "the loss is in dout already."
)
_DECAY = (
    "Weight decay is a term of the loss with a gradient of its own. Asked for is this layer's part alone."
)
_STEP = "Return the gradient itself. What is done with it, such as a step of gradient descent, comes later."
_CLIPPED = "Clipping belongs to the step of gradient descent, if anywhere; asked for is the gradient itself."
_ROUNDED = "Leave the rounding away: gradients are small, and small differences train a network."
_WHOLE = "Look for an array of whole numbers that it is written into, such as np.zeros(…, dtype=int)."
DECIMALS = (8, 7, 6, 5, 4, 2, 1, 0)


def usable(answers: Sequence[Answer], output: int) -> list[tuple[Answer, Floats, Array]]:
    """Answers with what was returned and what should have been, where both have the same shape."""
    found = []
    for answer in answers:
        got, want = answer.outputs[output], answer.wants[output]
        if not isinstance(got, Missing) and got.shape == want.shape and np.isfinite(got).all():
            found.append((answer, got, want))
    return found


def ratio(of: Array, to: Array) -> float | None:
    """`of` divided by `to` where `to` is largest; None where that is zero."""
    if of.shape != to.shape or not to.size:
        return None
    at = np.unravel_index(int(np.argmax(np.abs(to))), to.shape)
    return float(of[at] / to[at]) if to[at] and np.isfinite(of[at]) and np.isfinite(to[at]) else None


def fitted(layer: Layer, output: int, answers: Sequence[Answer]) -> Iterator[Misconception]:
    """Proposals for gradient `output`, the simplest first."""
    pairs = usable(answers, output)
    if len(pairs) < 2:
        return
    yield from _rounded(layer, output)
    yield from _cut_off(layer, output, pairs)
    several = [p for p in pairs if p[0].exact.batch > 1 and np.any(p[2]) and not p[0].right(output)]
    if several:
        yield from _scaled(layer, output, several[-1])
        yield from _mixed_with_variable(layer, output, several[-1])
    yield from polynomial(layer, output, pairs)


def _changed(layer: Layer, output: int, change: Change) -> Callable[[Case], Array]:
    """The formula of gradient `output` with a change on top."""
    return lambda case: change(layer.vjp(case)[output], case)


def _multiplied(constant: float, size: Callable[[Case], float], want: Array, case: Case) -> Array:
    return constant * size(case) * want


def _terms(want: Array, case: Case, of: int, mean: bool, signs: bool) -> tuple[Array, Array]:
    """The gradient or its mean, and the variable or its signs."""
    variable = case.inputs[of]
    return want / (case.batch if mean else 1), np.sign(variable) if signs else variable


def _of_terms(
    factors: tuple[float, float], of: int, mean: bool, signs: bool, want: Array, case: Case
) -> Array:
    first, second = _terms(want, case, of, mean, signs)
    return factors[0] * first + factors[1] * second


def _round(decimals: int, want: Array, case: Case) -> Array:
    return np.round(want, decimals)


def _clip(lower: float, upper: float, want: Array, case: Case) -> Array:
    return np.clip(want, lower, upper)


def _scaled(layer: Layer, output: int, pair: tuple[Answer, Floats, Array]) -> Iterator[Misconception]:
    answer, got, want = pair
    factor = ratio(got, want)
    if factor is None:
        return
    equation = layer.outputs[output].equation
    sizes: list[tuple[str, Callable[[Case], float]]] = [("", lambda case: 1.0)]
    if answer.exact.dout.ndim == 2:
        sizes += [
            ("/N", lambda case: 1 / case.batch),
            ("/M", lambda case: 1 / case.dout.shape[1]),
            ("·N", lambda case: case.batch),
            ("/N²", lambda case: 1 / case.batch**2),
            ("/D", lambda case: case.batch / case.inputs[0].size),
            ("/(N·D)", lambda case: 1 / case.inputs[0].size),
            ("/√N", lambda case: case.batch**-0.5),
        ]
    for says, size in sizes:
        constant = factor / size(answer.exact)
        yield Misconception(
            "scaled",
            (),
            f"is {number(constant, 1.0)}{says} times the gradient",
            _CONSTANT,
            equation,
            _changed(layer, output, partial(_multiplied, constant, size)),
        )
    offset = float((got - want).flat[0])
    yield Misconception(
        "offset",
        (),
        f"is off by {number(offset)} in every entry",
        "Look for a small number that you add, such as one that shall prevent a division by zero.",
        equation,
        _changed(layer, output, lambda want, case: want + offset),
    )


def _mixed_with_variable(
    layer: Layer, output: int, pair: tuple[Answer, Floats, Array]
) -> Iterator[Misconception]:
    answer, got, want = pair
    of = layer.outputs[output].of
    variable, name = answer.exact.inputs[of], layer.input_name(of)
    if (added := ratio(got - want, variable)) is not None:
        yield Misconception(
            "variable_added",
            (),
            f"has {'' if abs(added - 1) < 1e-6 else number(added) + '·'}{name} added",
            _DECAY,
            "(9)",
            _changed(layer, output, lambda want, case: want + added * case.inputs[of]),
        )
    if got.shape == variable.shape and (step := ratio(got - variable, want)) is not None:
        yield Misconception(
            "variable_updated",
            (),
            f"is {name} after a step along the gradient",
            _STEP,
            "(9)",
            _changed(layer, output, lambda want, case: case.inputs[of] + step * want),
        )
    if got.shape == variable.shape:
        yield from _two_terms(layer, output, pair)


def _two_terms(layer: Layer, output: int, pair: tuple[Answer, Floats, Array]) -> Iterator[Misconception]:
    """A multiple of the gradient, or of its mean, plus a multiple of the variable or of its signs."""
    answer, got, _ = pair
    of = layer.outputs[output].of
    name = layer.input_name(of)
    for mean, signs in itertools.product((False, True), repeat=2):
        terms = _terms(layer.vjp(answer.exact)[output], answer.exact, of, mean, signs)
        columns = np.stack([term.ravel() for term in terms], axis=1)
        if len(columns) < 4:
            continue
        a, b = (float(c) for c in np.linalg.lstsq(columns, got.ravel(), rcond=None)[0])
        if min(abs(a), abs(b)) < 1e-9:
            continue
        first = "the gradient" if abs(a - 1) < 1e-6 else f"{number(a, 1.0)} times the gradient"
        yield Misconception(
            "variable_added",
            (),
            f"is {first}{'/N' if mean else ''} plus {number(b)}·{f'sign({name})' if signs else name}",
            _DECAY,
            "(9)",
            _changed(layer, output, partial(_of_terms, (a, b), of, mean, signs)),
        )


def _rounded(layer: Layer, output: int) -> Iterator[Misconception]:
    for decimals in DECIMALS:
        yield Misconception(
            "rounded",
            (),
            f"is rounded to {decimals} decimals" if decimals else "is rounded to whole numbers",
            _ROUNDED,
            "(4)",
            _changed(layer, output, partial(_round, decimals)),
        )
    yield Misconception(
        "fraction_lost",
        (),
        "has lost what stands behind the decimal point",
        _WHOLE,
        "(4)",
        _changed(layer, output, lambda want, case: np.trunc(want)),
    )
    yield Misconception(
        "fraction_lost",
        (),
        "is rounded down to whole numbers",
        "Look for a division with //, or for np.floor.",
        "(4)",
        _changed(layer, output, lambda want, case: np.floor(want)),
    )


def _cut_off(
    layer: Layer, output: int, pairs: Sequence[tuple[Answer, Floats, Array]]
) -> Iterator[Misconception]:
    low = min(float(got.min()) for _, got, _ in pairs if got.size)
    high = max(float(got.max()) for _, got, _ in pairs if got.size)
    both = max(-low, high)
    for lower, upper, says in (
        (-both, both, f"at −{number(both)} and {number(both)}"),
        (low, np.inf, f"below {number(low)}"),
        (-np.inf, high, f"above {number(high)}"),
    ):
        yield Misconception(
            "clipped",
            (),
            f"is cut off {says}",
            _CLIPPED,
            "(9)",
            _changed(layer, output, partial(_clip, lower, upper)),
        )
