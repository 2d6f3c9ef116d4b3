"""The smallest failing case and the chain-rule sum of its wrong entry, as in equations (15)–(18)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from grader.evidence import Answer
from grader.layers.layer import Layer, Term
from grader.messages import Floats
from grader.report import Counterexample, Json, plain
from grader.returned import Missing
from grader.subscripts import indexed, number

LARGEST = 40
"""Cases with more numbers than this are no use on paper."""
DIGITS, MORE_DIGITS = 6, 10
"""What one would copy onto paper, and where that hides the mistake."""
MOST_SHOWN = 144
"""What was returned may have any size; a report must not."""


def smallest(layer: Layer, output: int, answers: Sequence[Answer], cache: str) -> Counterexample | None:
    """The first case of the ladder in which gradient `output` is wrong, one with the right shape before one
    without; else the smallest other case."""
    failing = [a for a in answers if not a.right(output) and _size(a) <= LARGEST]
    ladder = [a for a in failing if a.probe.group == "ladder"]
    if not failing:
        return None
    telling = [a for a in ladder if a.compare(output, loose_shape=True) is not None]
    at = (telling or ladder or sorted(failing, key=_size))[0]
    return _written_out(layer, output, at, cache)


def _size(answer: Answer) -> int:
    return answer.exact.dout.size + sum(a.size for a in answer.exact.inputs)


def _written_out(layer: Layer, output: int, answer: Answer, cache: str) -> Counterexample:
    got, want = answer.outputs[output], answer.wants[output]
    inputs: dict[str, Json] = {"dout": plain(_short(answer.exact.dout))}
    for position, array in enumerate(answer.exact.inputs):
        inputs[layer.input_name(position)] = plain(_short(array))
    if len(layer.arguments) == 2:
        cached = layer.cache(answer.exact.inputs, cache)
        inputs["cache"] = plain(_short(np.asarray(cached)))
    entry = wrong_entry(answer, output)
    return Counterexample(
        inputs=inputs,
        expected=plain(_short(want)),
        got=None if isinstance(got, Missing) or got.size > MOST_SHOWN else plain(_shown(got, want)),
        entry=None if entry is None else list(entry),
        chain_rule=_chain_rule(layer, output, answer, entry),
    )


def wrong_entry(answer: Answer, output: int) -> tuple[int, ...] | None:
    """Index of the worst entry; None where shapes differ."""
    comparison = answer.compare(output)
    return None if comparison is None else comparison.worst


def _chain_rule(layer: Layer, output: int, answer: Answer, entry: tuple[int, ...] | None) -> str | None:
    want = answer.wants[output]
    at = entry if entry is not None else tuple(0 for _ in want.shape)
    gradient = layer.outputs[output]
    terms = layer.chain_rule(answer.exact, gradient, at)
    if not terms:
        return None
    index = at if answer.exact.inputs[gradient.of].shape[0] > 1 or gradient.letter != "b" else at[-1:]
    line = (
        f"{indexed('∂L/∂' + gradient.letter, *index)} = {' + '.join(t.symbols for t in terms)}"
        f" = {' + '.join(_product(t) for t in terms)}"
    )
    got, right = answer.outputs[output], float(want[at])
    yours = None if entry is None or isinstance(got, Missing) else float(got.reshape(want.shape)[at])
    if len(terms) > 1 or len(terms[0].numbers) > 1:
        line += f" = {number(right, yours)}"
    return line if yours is None else f"{line}; yours: {number(yours, right)}"


def _product(term: Term) -> str:
    first, *others = term.numbers
    bracketed = [f"({number(n)})" if n < 0 else number(n) for n in others]
    return "·".join([f"({number(first)})" if first < 0 else number(first), *bracketed])


def _shown(got: Floats, want: Floats) -> Floats:
    """What was returned, in as many digits as tell it from what should have been."""
    short = _short(got)
    hidden = got.shape == want.shape and bool(np.all((short == _short(want)) | (got == want)))
    return _short(got, MORE_DIGITS) if hidden else short


def _short(array: Floats, significant: int = DIGITS) -> Floats:
    """Rounded to so many significant digits."""
    with np.errstate(all="ignore"):
        digits = (
            significant
            - 1
            - np.floor(np.log10(np.where((array == 0) | ~np.isfinite(array), 1.0, np.abs(array))))
        )
        scale = 10.0 ** np.clip(digits, -300, 300)
        rounded = np.round(array * scale) / scale
        return np.asarray(np.where(np.isfinite(rounded), rounded, array))
