"""Names the mistake in a wrong gradient: the catalogue entry that explains every draw.

A formula explains a draw when it gives what was returned, or when the shapes forbid it and the student's code
raised an exception there. On batches of images and at edges, where the same mistake can be written in ways
that behave differently, it is enough that the answer is wrong too.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from grader.evidence import Answer, Missing, compare
from grader.layers.layer import Layer, Misconception
from grader.messages import Array, FaultKind
from grader.misconceptions import catalogue
from grader.tolerances import bound

CORE = frozenset({"exercise", "ladder", "random", "square"})
"""Groups in which every draw must be explained exactly."""

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
    for misconception in catalogue(layer, output):
        if _explains(misconception, output, answers):
            return misconception
    return JACOBIAN if _is_jacobian(output, answers) else None


def _explains(misconception: Misconception, output: int, answers: Sequence[Answer]) -> bool:
    matched = telling = 0
    for answer in answers:
        wrong = evaluate(misconception, answer)
        same = _matches(wrong, output, answer)
        if not same and (_is_core(answer) or _contradicts(wrong, output, answer)):
            return False
        matched += same and wrong is not None
        telling += same and not answer.right(output)
    return matched >= 2 and telling > 0


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


def evaluate(misconception: Misconception, answer: Answer) -> Array | None:
    """The wrong gradient for the answer's case, or None where the shapes do not allow the formula."""
    try:
        with np.errstate(all="ignore"):
            return np.asarray(misconception.formula(answer.exact))
    except (ValueError, IndexError):
        return None


def _matches(wrong: Array | None, output: int, answer: Answer) -> bool:
    if answer.fault is not None:
        return wrong is None and answer.fault.kind is FaultKind.EXCEPTION
    got = answer.outputs[output]
    if wrong is None or isinstance(got, Missing) or got.shape != wrong.shape:
        return False
    scale = np.maximum(np.abs(wrong), np.max(answer.magnitudes[output], initial=0.0) * 1e-3)
    return compare(got, wrong, bound(scale, answer.layer.terms(answer.exact)[output])).passed


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
