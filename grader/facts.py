"""Facts about a wrong gradient that hold in all of its answers, whatever formula it comes from."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from grader.comparison import compare
from grader.evidence import Answer
from grader.layers.layer import Case
from grader.messages import Array, Floats
from grader.returned import Missing

CLOSE = 2e-2
"""Of the scale of the gradient: what is nearer than this is right but for its precision."""
FLAT = 1e-3
"""Of the scale of the gradient: where it is smaller, the curve is flat."""
SAME = 1e-6
MOST_ZEROS = 0.98
"""An array with more zeros than this says nothing about what the others are."""


def _each(answers: Sequence[Answer], output: int, holds: Callable[[Answer, Floats, Array], bool]) -> bool:
    """Whether something came back in every draw and `holds` for it, and at least two were wrong."""
    wrong = 0
    for answer in answers:
        got = answer.outputs[output]
        if isinstance(got, Missing) or not holds(answer, got, answer.wants[output]):
            return False
        wrong += not answer.right(output)
    return wrong >= 2


def other_shape(output: int, answers: Sequence[Answer]) -> bool:
    """The right values in another shape."""

    def holds(answer: Answer, got: Floats, want: Array) -> bool:
        return got.size == want.size and compare(got.reshape(want.shape), want, answer.bounds[output]).passed

    return _each(answers, output, holds)


def other_order(output: int, answers: Sequence[Answer]) -> bool:
    """The right values in other places."""

    def holds(answer: Answer, got: Floats, want: Array) -> bool:
        if got.size != want.size:
            return False
        allowed = np.full(want.size, float(answer.bounds[output].max(initial=0.0)))
        return compare(np.sort(got, axis=None), np.sort(want, axis=None), allowed).passed

    return _each(answers, output, holds)


def some_inputs(output: int, answers: Sequence[Answer]) -> bool:
    """Each time right throughout or zero throughout, each of both more than once."""
    zero = [a for a in answers if not a.right(output)]

    def holds(answer: Answer, got: Floats, want: Array) -> bool:
        return answer.right(output) or (got.shape == want.shape and not np.any(got))

    right = sum(bool(np.any(a.wants[output])) for a in answers if a.right(output))
    return _each(answers, output, holds) and right > 1 and any(a.wants[output].size > 1 for a in zero)


def left_out(output: int, answers: Sequence[Answer]) -> bool:
    """Right in some entries and zero in the others."""
    kept = lost = 0

    def holds(answer: Answer, got: Floats, want: Array) -> bool:
        nonlocal kept, lost
        if got.shape != want.shape:
            return False
        good = compare(got, want, answer.bounds[output]).good
        kept += int(np.count_nonzero(good & (want != 0)))
        lost += int(np.count_nonzero(~good))
        return bool(np.all(good | (got == 0)))

    return _each(answers, output, holds) and lost <= MOST_ZEROS * (kept + lost)


def close(output: int, answers: Sequence[Answer]) -> bool:
    """Near in every draw; what is not exact elsewhere may be far off at the edges."""
    inexact = sum(not a.right(output) for a in answers if a.probe.group != "edges")

    def holds(answer: Answer, got: Floats, want: Array) -> bool:
        if answer.probe.group == "edges" and inexact >= 2:
            return True
        if got.shape != want.shape:
            return False
        scale = float(np.max(answer.magnitudes[output], initial=0.0)) or 1.0  # at an edge all may be zero
        return compare(got, want, np.full(want.shape, CLOSE * scale)).passed

    return _each(answers, output, holds)


def scaled_by_sizes(output: int, answers: Sequence[Answer]) -> bool:
    """A positive multiple of the gradient in every draw, not always the same, and seldom 1."""
    factors = []

    def holds(answer: Answer, got: Floats, want: Array) -> bool:
        if got.shape != want.shape or not np.any(want):
            return answer.right(output)
        at = np.unravel_index(int(np.argmax(np.abs(want))), want.shape)
        factor = float(got[at] / want[at])
        factors.append(factor)
        allowed = answer.bounds[output] * max(factor, SAME)
        return 0 < factor < np.inf and compare(got, factor * want, allowed).passed

    if not _each(answers, output, holds):
        return False
    other = sum(abs(factor - 1) > FLAT for factor in factors)
    return 2 * other > len(factors) and max(factors) > min(factors) * (1 + FLAT)


def not_finite(output: int, answers: Sequence[Answer]) -> bool:
    """Not a number, or infinite, wherever it is wrong."""
    wrong = [a.outputs[output] for a in answers if not a.right(output)]
    return all(not isinstance(got, Missing) and not np.isfinite(got).all() for got in wrong)


def only_where_flat(output: int, answers: Sequence[Answer]) -> bool:
    """Right but at the edges, and there but for entries that are next to nothing beside dout."""
    if not all(len(answer.layer.arguments) == 2 for answer in answers):  # other layers have no such places
        return False
    wrong = 0
    for answer in answers:
        comparison = answer.compare(output)
        if comparison is None or not (comparison.passed or answer.probe.group == "edges"):
            return False
        bad = ~comparison.good
        if np.any(np.abs(comparison.want[bad]) > FLAT * answer.magnitudes[output][bad]):
            return False
        wrong += int(np.count_nonzero(bad))
    return wrong > 0


def only_for_one_row(output: int, answers: Sequence[Answer]) -> bool:
    """Right in every batch of several inputs, and mostly wrong with one."""
    single = [answer.right(output) for answer in answers if answer.exact.batch == 1]
    several = all(answer.right(output) for answer in answers if answer.exact.batch > 1)
    return several and single.count(False) >= 2 and 2 * single.count(False) > len(single)


def only_where_negative(output: int, answers: Sequence[Answer]) -> bool:
    """Right where x > 0, and mostly wrong where x < 0."""
    return _on_one_side(output, answers, -1.0)


def only_where_positive(output: int, answers: Sequence[Answer]) -> bool:
    """Right where x < 0, and mostly wrong where x > 0."""
    return _on_one_side(output, answers, 1.0)


def _on_one_side(output: int, answers: Sequence[Answer], sign: float) -> bool:
    seen = wrong = 0
    for answer in answers:
        comparison = answer.compare(output)
        if comparison is None or len(answer.layer.arguments) != 2:
            return False
        side = answer.exact.inputs[0] * sign
        if np.any(~comparison.good & (side < 0)):
            return False
        if answer.probe.group != "edges":
            seen += int(np.count_nonzero(side > 0))
            wrong += int(np.count_nonzero(~comparison.good & (side > 0)))
    return 2 * wrong > seen > 0


def always_the_same(output: int, answers: Sequence[Answer]) -> bool:
    """The same array for every input."""
    first = next((a.outputs[output] for a in answers if not isinstance(a.outputs[output], Missing)), None)
    if first is None or isinstance(first, Missing):
        return False
    shown: Floats = first
    return _each(answers, output, lambda answer, got, want: np.array_equal(got, shown))


def not_repeatable(output: int, answers: Sequence[Answer]) -> bool:
    """Two answers to the same input."""
    again = {a.probe.label: a for a in answers if a.probe.group == "again"}
    first, repeated = again.get("first"), again.get("repeated")
    if first is None or repeated is None:
        return False
    one, other = first.outputs[output], repeated.outputs[output]
    if isinstance(one, Missing) or isinstance(other, Missing) or one.shape != other.shape:
        return False
    if not (np.isfinite(one).all() and np.isfinite(other).all()):
        return False
    scale = float(np.max(np.abs(one), initial=0.0)) + float(np.max(first.magnitudes[output], initial=0.0))
    return not compare(one, other, np.full(one.shape, SAME * scale)).passed


def kept(output: int, answers: Sequence[Answer]) -> bool:
    """Right whenever a shape comes for the first time, wrong when other values of the same shape follow."""
    seen: dict[tuple[tuple[int, ...], ...], Case] = {}
    fresh = stale = 0
    for answer in answers:
        case = answer.exact
        key = tuple(array.shape for array in (case.dout, *case.inputs))
        first = seen.setdefault(key, case)
        same = all(
            np.array_equal(a, b)
            for a, b in zip((case.dout, *case.inputs), (first.dout, *first.inputs), strict=True)
        )
        right = answer.right(output)
        if right != same and (same or np.any(answer.wants[output])):
            return False
        fresh += first is case
        stale += not right
    return fresh >= 3 and stale > 0
