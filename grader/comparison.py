"""One returned array beside what it should be, entry by entry, so that NaN fails."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from grader import tolerances
from grader.messages import Floats
from grader.once import once

NEAR = 1e-6 * tolerances.RTOL
"""Of a right entry: far below every bound, since no magnitude is smaller than the gradient itself."""


@dataclass(frozen=True, eq=False)
class Comparison:
    """One returned array beside the reference, both of the same shape.

    `good` marks the entries within the bound of `grader.tolerances`; NaN and infinity are never good.
    """

    got: Floats
    want: Floats
    good: NDArray[np.bool_]
    passed: bool

    @once
    def error(self) -> Floats:
        """|got − want|, entry by entry."""
        with np.errstate(all="ignore"):
            return np.abs(self.got - self.want)

    @property
    def max_abs(self) -> float:
        """The largest absolute error; NaN where an entry is NaN."""
        return float(np.max(self.error, initial=0.0))

    @property
    def max_rel(self) -> float:
        """The largest relative error among entries that should not be zero."""
        at = self.want != 0
        with np.errstate(all="ignore"):
            return float(np.max(self.error[at] / np.abs(self.want[at]), initial=0.0))

    @property
    def worst(self) -> tuple[int, ...]:
        """Index of the worst entry: one that is not a number first, then the largest error."""
        bad = np.where(np.isnan(self.error), np.inf, self.error)
        at = int(np.argmax(np.where(self.good, -1.0, bad)))
        return tuple(int(i) for i in np.unravel_index(at, self.want.shape))


def compare(got: Floats, want: Floats, bound: Floats) -> Comparison:
    """Entry-wise |got − want| ≤ bound, written so that NaN fails."""
    with np.errstate(all="ignore"):
        good = np.abs(got - want) <= bound
    return Comparison(got, want, good, bool(good.all()))


def near(got: Floats, want: Floats) -> NDArray[np.bool_]:
    """Which entries equal the reference but for round-off: they need no bound. Nothing is near to NaN."""
    return np.asarray((got == want) | (np.abs(got - want) <= NEAR * np.abs(want)))
