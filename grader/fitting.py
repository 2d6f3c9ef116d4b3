"""Mistakes with a number in them, such as a step size: the number is read off from what was returned.

Each is only a proposal. `grader.diagnosis` names it if it explains every draw.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence

import numpy as np

from grader.evidence import Answer
from grader.layers.layer import Case, Layer, Misconception
from grader.messages import Array, Floats
from grader.returned import Missing
from grader.subscripts import number

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
_FORMULA = (
    "Write the derivative down with a pencil and compare it with this term by term. Mind the brackets: "
    "a(1 − b) is not a·1 − b."
)
DECIMALS = (8, 7, 6, 5, 4, 2, 1, 0)
MOST_TERMS = 4
DEGREES = tuple(itertools.product(range(3), range(4)))
"""Powers of dout and of y in a polynomial."""


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
    yield from _polynomial(layer, output, pairs)


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
            lambda case, c=constant, size=size: c * size(case) * layer.vjp(case)[output],  # type: ignore[misc]
        )
    offset = float((got - want).flat[0])
    yield Misconception(
        "offset",
        (),
        f"is off by {number(offset)} in every entry",
        "Look for a small number that you add, such as one that shall prevent a division by zero.",
        equation,
        lambda case: layer.vjp(case)[output] + offset,
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
            lambda case: layer.vjp(case)[output] + added * case.inputs[of],
        )
    if got.shape == variable.shape and (step := ratio(got - variable, want)) is not None:
        yield Misconception(
            "variable_updated",
            (),
            f"is {name} after a step along the gradient",
            _STEP,
            "(9)",
            lambda case: case.inputs[of] + step * layer.vjp(case)[output],
        )
    if got.shape == variable.shape:
        yield from _two_terms(layer, output, pair)


def _two_terms(layer: Layer, output: int, pair: tuple[Answer, Floats, Array]) -> Iterator[Misconception]:
    """A multiple of the gradient, or of its mean, plus a multiple of the variable or of its signs."""
    answer, got, _ = pair
    of = layer.outputs[output].of
    name = layer.input_name(of)
    for mean, signs in itertools.product((False, True), repeat=2):

        def terms(case: Case, mean: bool = mean, signs: bool = signs) -> tuple[Array, Array]:
            variable = case.inputs[of]
            base = layer.vjp(case)[output] / (case.batch if mean else 1)
            return base, np.sign(variable) if signs else variable

        columns = np.stack([term.ravel() for term in terms(answer.exact)], axis=1)
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
            lambda case, a=a, b=b, terms=terms: a * terms(case)[0] + b * terms(case)[1],  # type: ignore[misc]
        )


def _rounded(layer: Layer, output: int) -> Iterator[Misconception]:
    for decimals in DECIMALS:
        yield Misconception(
            "rounded",
            (),
            f"is rounded to {decimals} decimals" if decimals else "is rounded to whole numbers",
            _ROUNDED,
            "(4)",
            lambda case, k=decimals: np.round(layer.vjp(case)[output], k),  # type: ignore[misc]
        )
    yield Misconception(
        "fraction_lost",
        (),
        "has lost what stands behind the decimal point",
        _WHOLE,
        "(4)",
        lambda case: np.trunc(layer.vjp(case)[output]),
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
            lambda case, a=lower, b=upper: np.clip(layer.vjp(case)[output], a, b),  # type: ignore[misc]
        )


def _polynomial(
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
            lambda case, v=value, c=coefficients: (  # type: ignore[misc]
                (c @ _powers(case, v)).reshape(case.dout.shape)
            ),
        )


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
