"""Names the mistake in a wrong gradient: the one that explains every draw.

Asked in this order: the catalogue, mistakes with a number in them, two mistakes at once, products of
well-known factors, rarer mistakes, a mistake that is made only where the shapes allow it, and at last facts
that hold without a formula.

A formula explains a draw when it gives what was returned, or when the shapes forbid it and the student's code
raised an exception there. An exception where the formula could be evaluated says nothing: another gradient of
the same call may have raised it. On batches of images and at edges, where the same mistake can be written in
ways that behave differently, it is enough that the answer is wrong too.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from grader.combining import combined
from grader.comparison import compare
from grader.evidence import Answer
from grader.fitting import fitted
from grader.layers.layer import Layer, Misconception
from grader.messages import Array, FaultKind, Floats
from grader.misconceptions import catalogue, rarer
from grader.patterns import SHAPE, no_formula, pattern
from grader.products import products
from grader.returned import Missing
from grader.tolerances import bound

CORE = frozenset({"exercise", "ladder", "random", "square"})
"""Groups in which every draw must be explained exactly."""

ENOUGH = 5
"""So many answers must match where others say nothing; the tiniest cases alone do not tell enough apart."""

FAR = 1e-3
"""Of the largest numbers: what differs by more is told apart at once, without a bound for each entry."""

ABOUT_SHAPES = frozenset({"x_not_flattened"})
"""Entries that speak of shapes themselves: they cannot hold only where the shapes allow them."""

JACOBIAN = Misconception(
    "jacobian",
    (),
    "is the whole Jacobian, not the gradient",
    "Only the loss is a scalar, so only its derivative has its variable's shape. Multiply by dout and "
    "sum over the entries of Y.",
    "(7)–(9)",
    lambda case: case.dout,
)


def diagnose(layer: Layer, output: int, answers: Sequence[Answer]) -> Misconception | None:
    """The known mistake that explains all `answers` for gradient `output`, or None."""
    if all(answer.right(output) for answer in answers):
        return None
    ordered = sorted(answers, key=lambda answer: answer.probe.group != "random")  # these tell most apart
    known, rare = catalogue(layer, output), rarer(layer, output)
    with np.errstate(all="ignore"):
        return (
            _first(known, output, ordered)
            or (JACOBIAN if _is_jacobian(output, answers) else None)
            or pattern(output, answers, (SHAPE,))
            or _first(fitted(layer, output, answers), output, ordered)
            or _first(combined(layer, output, answers, known), output, ordered)
            or _first(products(layer, output, answers), output, ordered)
            or _first(rare, output, ordered)
            or _first(combined(layer, output, answers, rare), output, ordered)
            or _where_it_fits(layer, output, ordered)
            or pattern(output, answers)
        )


def _first(
    proposals: Iterable[Misconception], output: int, answers: Sequence[Answer]
) -> Misconception | None:
    return next((mistake for mistake in proposals if _explains(mistake, output, answers)), None)


def _where_it_fits(layer: Layer, output: int, answers: Sequence[Answer]) -> Misconception | None:
    """A mistake that the shapes forbid in some draws, and those are right."""
    for known in catalogue(layer, output):
        if known.id not in ABOUT_SHAPES and _explains(known, output, answers, where_it_fits=True):
            says = f"{known.says}, wherever the shapes allow that"
            return replace(known, id=f"{known.id}_where_it_fits", says=says)
    return None


def _explains(
    misconception: Misconception, output: int, answers: Sequence[Answer], *, where_it_fits: bool = False
) -> bool:
    matched = telling = unsaid = 0
    for answer in answers:
        wrong = _evaluate(misconception, answer)
        if wrong is not None and _raised(answer) and misconception.id not in ABOUT_SHAPES:
            unsaid += 1
            continue
        if where_it_fits and answer.right(output) and not _fits(wrong, output, answer):
            continue
        same = _matches(wrong, output, answer)
        if not same and (_is_core(answer) or _contradicts(wrong, output, answer)):
            return False
        matched += same and wrong is not None
        telling += same and not answer.right(output)
    return matched >= (ENOUGH if unsaid else 2) and telling > 0


def _raised(answer: Answer) -> bool:
    return answer.fault is not None and answer.fault.kind is FaultKind.EXCEPTION


def _fits(wrong: Array | None, output: int, answer: Answer) -> bool:
    """Whether the formula gives anything here that has the shape of the gradient."""
    return wrong is not None and wrong.shape == answer.wants[output].shape


def _contradicts(wrong: Array | None, output: int, answer: Answer) -> bool:
    """Whether the answer is right where the formula is not."""
    if not answer.right(output):
        return False
    want = answer.wants[output]
    if wrong is None or wrong.shape != want.shape:
        return True
    return not compare(wrong, want, answer.bounds[output]).passed


def _is_core(answer: Answer) -> bool:
    return answer.probe.group in CORE and answer.plain


def forbidden(misconception: Misconception, answer: Answer) -> bool:
    """Whether the shapes of the answer's case do not allow the mistake's formula, if it has one."""
    return misconception.formula is not no_formula and evaluate(misconception, answer) is None


def evaluate(misconception: Misconception, answer: Answer) -> Array | None:
    """The wrong gradient for the answer's case, or None where the shapes do not allow the formula."""
    with np.errstate(all="ignore"):
        return _evaluate(misconception, answer)


def _evaluate(misconception: Misconception, answer: Answer) -> Array | None:
    try:
        return np.asarray(misconception.formula(answer.exact))
    except (ValueError, IndexError):
        return None


def _matches(wrong: Array | None, output: int, answer: Answer) -> bool:
    if answer.fault is not None:
        return wrong is None and _raised(answer)
    got = answer.outputs[output]
    if wrong is None or isinstance(got, Missing) or got.shape != wrong.shape:
        return False
    largest = answer.largest[output]
    if _is_far(got, wrong, largest):
        return False
    finite = np.isfinite(wrong)
    if not np.array_equal(got[~finite], wrong[~finite], equal_nan=True):
        return False
    kept = np.where(finite, wrong, 0.0)
    scale = np.maximum(np.abs(kept), largest * 1e-3)
    terms = answer.layer.terms(answer.exact)[output]
    return compare(np.where(finite, got, 0.0), kept, bound(scale, terms)).passed


def _is_far(got: Floats, wrong: Array, largest: float) -> bool:
    """Whether they are told apart at a glance, as most are. NaN and infinity are not: those are looked at."""
    if not got.size:
        return False
    return bool(np.abs(got - wrong).max() > FAR * (np.abs(wrong).max() + largest))


def _is_jacobian(output: int, answers: Sequence[Answer]) -> bool:
    seen = 0
    for answer in answers:
        got, want = answer.outputs[output], answer.wants[output]
        if isinstance(got, Missing):
            continue
        if got.size != want.size * answer.exact.dout.size or got.ndim < 2:
            return False
        seen += got.shape != want.shape
    return seen >= 2
