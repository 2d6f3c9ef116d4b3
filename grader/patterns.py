"""What can be said of a wrong gradient that no formula explains: facts that hold in every draw."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from grader.evidence import Answer
from grader.facts import (
    always_the_same,
    close,
    kept,
    left_out,
    not_finite,
    not_repeatable,
    only_for_one_row,
    only_where_flat,
    only_where_negative,
    only_where_positive,
    other_order,
    other_shape,
    scaled_by_sizes,
    some_inputs,
)
from grader.layers.layer import Case, Misconception
from grader.messages import Array

Fact = Callable[[int, Sequence[Answer]], bool]


def no_formula(case: Case) -> Array:
    """Stands in for the formula of a fact. Raises ValueError."""
    raise ValueError("there is no formula")


def _mistake(id_: str, says: str, hint: str, equation: str) -> Misconception:
    return Misconception(id_, (), says, hint, equation, no_formula)


SHAPE = _mistake(
    "other_shape",
    "has the right values in another shape",
    "A gradient has the shape of its variable: no axis too many, none too few.",
    "(6)",
)
KEPT = _mistake(
    "kept_from_earlier_call",
    "is right only when a shape comes for the first time",
    "Something is kept from an earlier call of the same shape. Work with what cache holds this time.",
    "Figure 3",
)
CALL = _mistake(
    "changes_from_call_to_call",
    "differs between two calls with the same input",
    "Look for random numbers, for a global variable, or for a value kept from an earlier call.",
    "Figure 3",
)
FLAT_ENDS = _mistake(
    "wrong_where_flat",
    "is wrong only where the curve is flat, so that the gradient is nearly zero",
    "Look for np.clip, a threshold, a small number that you add, or a division that fails where σ is 0 or 1.",
    "(4)",
)
ONE_ROW = _mistake(
    "wrong_for_one_row",
    "is wrong only where the batch is a single input, N = 1",
    "Look for a condition on the number of inputs, for a squeeze, or for N − 1.",
    "(9)",
)
NEGATIVE_SIDE = _mistake(
    "wrong_on_one_side",
    "is right where x is positive and wrong where x is negative",
    "Look at each branch of your code, and at what a mask or a condition does with x < 0.",
    "(4)",
)
POSITIVE_SIDE = _mistake(
    "wrong_on_one_side",
    "is right where x is negative and wrong where x is positive",
    "Look at each branch of your code, and at what a mask or a condition does with x > 0.",
    "(4)",
)
NOT_FINITE = _mistake(
    "not_finite",
    "holds NaN or infinity",
    "Look for a division by zero, a logarithm of zero, or an exponential that overflows.",
    "(9)",
)
SCALED = _mistake(
    "scaled_by_sizes",
    "is a multiple of the gradient, each time another one",
    "Nothing is averaged or normalised: look where you divide by a size, a root or a norm.",
    "(9)",
)
SAME_FOR_ALL = _mistake(
    "hard_coded",
    "is the same for every input",
    "The values of one example do not fit another. Compute the gradient from dout and cache.",
    "(9)",
)
LEFT_OUT = _mistake(
    "entries_left_out",
    "is right in some entries and zero in the others",
    "Look at the entries that are zero: does a loop end too early, or does a condition leave them out?",
    "(9)",
)
SOME_INPUTS = _mistake(
    "entries_left_out",
    "is right for some inputs and all zeros for the others",
    "Look for a condition that leaves some inputs out, or for a value kept from an earlier call.",
    "(9)",
)
ORDER = _mistake(
    "entries_misplaced",
    "holds the right numbers in the wrong places",
    "Look for a reshape where a transpose is needed, for a reversed or sorted axis, or for order='F'.",
    "(6)",
)
CLOSE_TO_IT = _mistake(
    "not_exact",
    "is close to the gradient, though not close enough",
    "Look for a small number that you add, for low precision, for rounding, or for a finite difference.",
    "(9)",
)
PATTERNS: tuple[tuple[Misconception, Fact], ...] = (
    (SHAPE, other_shape),
    (KEPT, kept),
    (CALL, not_repeatable),
    (SAME_FOR_ALL, always_the_same),
    (FLAT_ENDS, only_where_flat),
    (ONE_ROW, only_for_one_row),
    (NOT_FINITE, not_finite),
    (SCALED, scaled_by_sizes),
    (SOME_INPUTS, some_inputs),
    (LEFT_OUT, left_out),
    (ORDER, other_order),
    (NEGATIVE_SIDE, only_where_negative),
    (POSITIVE_SIDE, only_where_positive),
    (CLOSE_TO_IT, close),
)
"""The more telling first; `other_shape` says more than any formula with a number in it."""


def pattern(
    output: int, answers: Sequence[Answer], among: Sequence[Misconception] = ()
) -> Misconception | None:
    """The first fact, of `among` or of all, that holds for gradient `output` in all answers."""
    for mistake, holds in PATTERNS:
        if (not among or mistake in among) and holds(output, answers):
            return mistake
    return None
