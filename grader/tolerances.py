"""How far a right gradient may lie from the reference: one table, each number with its reason.

| name     | value      | why                                                                          |
|----------|------------|------------------------------------------------------------------------------|
| U64, U32 | 2⁻⁵³, 2⁻²⁴ | unit round-off of double and single precision                                |
| RTOL     | 1e-6       | of Σ|aᵢ||bᵢ|: single precision is allowed, every catalogue mistake is farther |
| SAFETY   | 2          | two sums in different order may each err by γ_K (Higham, §3.5)               |
| EXTRA    | 4          | operations beside the sum: two conversions, a product, a subtraction         |
| FLOOR    | 1e-12      | of the largest entry's scale: code that reaches exact zeros another way      |
| STEP     | u^(1/3)    | of max(1, |x|): truncation h²/6·|f‴| and round-off u·|f|/h are balanced      |
"""

from __future__ import annotations

import numpy as np

from grader.messages import Array, Floats

U64 = 2.0**-53
U32 = 2.0**-24
RTOL = 1e-6
SAFETY = 2.0
EXTRA = 4
FLOOR = 1e-12
STEP = U64 ** (1 / 3)


def gamma(k: int, u: float) -> float:
    """γ_k = k·u/(1 − k·u), the relative error bound of a sum of k products.

    Source: Higham, Accuracy and Stability of Numerical Algorithms, 2nd ed., §3.1, (3.4).
    Raises ValueError where k·u ≥ 1.
    """
    if k < 0 or k * u >= 1:
        raise ValueError("gamma needs 0 <= k and k·u < 1")
    return k * u / (1 - k * u)


def bound(magnitude: Array, k: int, rtol: float = RTOL) -> Floats:
    """The allowed |got − want| entry by entry, in the shape of `magnitude` (Σ|aᵢ||bᵢ|)."""
    relative = max(rtol, SAFETY * gamma(k + EXTRA, U32))
    return np.asarray(relative * magnitude + FLOOR * _largest(magnitude))


def _largest(magnitude: Array) -> float:
    return float(magnitude.max()) if magnitude.size else 0.0


def double_bound(magnitude: Array, k: int) -> Floats:
    """What code in double precision stays below; above it, single precision was used somewhere."""
    return np.asarray(100 * SAFETY * gamma(k + EXTRA, U64) * magnitude + FLOOR * _largest(magnitude))


def round_off(loss_size: float, step: Array) -> Floats:
    """How far a central difference of step h may lie from the derivative by rounding alone: u·|L|/h, with
    |L| ≤ `loss_size`, which is Σ|dout||Y|."""
    return np.asarray(8 * U64 * loss_size / step)


def difference_bound(magnitude: Array, loss_size: float, step: Array, third: float) -> Floats:
    """How far a central difference of step h may lie from the derivative.

    h²/6·|f‴| of truncation, with |f‴| ≤ `third`·magnitude, and `round_off`.
    """
    truncation = step**2 / 6 * third * _largest(magnitude)
    return np.asarray(truncation + round_off(loss_size, step))
