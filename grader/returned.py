"""What a function returned, as one float64 array for each gradient or a sentence why there is none."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from grader.messages import Array, Floats, Value
from grader.subscripts import shape

DOUBLE = np.dtype(np.float64)
"""NumPy has one object for it; what is no such object is only looked at more closely."""


_ONE = "cannot be judged: the function must return one array"


@dataclass(frozen=True)
class Missing:
    """There is no usable array, and this is why: a sentence part read after the gradient's name."""

    why: str


def as_array(value: Value) -> Floats | Missing:
    """A returned value as a float64 array, or why it is none."""
    if type(value) is np.ndarray and value.dtype is DOUBLE:
        return value
    if value is None:
        return Missing("is None: it is still to be computed, or the return statement leaves it out")
    array: Array | None = _nested(value)
    if array is None:
        return Missing("is not an array of numbers")
    if array.dtype.kind == "b":
        return Missing("holds True and False instead of numbers")
    if array.dtype.kind == "c":
        return Missing("holds complex numbers")
    if array.dtype.kind not in "fiu":
        return Missing("is not an array of numbers")
    return array.astype(np.float64, copy=False)


def _nested(value: Value) -> Array | None:
    if isinstance(value, np.ndarray):
        return value
    if isinstance(value, bool | int | float):
        try:
            return np.asarray(value if isinstance(value, bool) else float(value))
        except OverflowError:
            return None
    return _stacked(value) if isinstance(value, tuple) else None


def _stacked(values: tuple[Value, ...]) -> Array | None:
    parts: list[Array] = []
    for value in values:
        part = _nested(value)
        if part is None or (parts and part.shape != parts[0].shape):
            return None
        parts.append(part)
    return np.stack(parts) if parts else None


def single_output(value: Value, shape: tuple[int, ...]) -> Floats | Missing:
    """The one gradient: an array, a tuple of one, or a list of its rows."""
    array = as_array(value)
    if isinstance(value, tuple) and 1 <= len(value) <= 3:
        first = as_array(value[0])
        if not isinstance(first, Missing) and first.shape == shape:
            return first if len(value) == 1 else Missing(f"{_ONE}, and it returned {len(value)} values")
    return array


def many_outputs(value: Value, count: int, names: str) -> tuple[Floats | Missing, ...]:
    """So many gradients, called `names`: a tuple of them, or one array with an axis that counts them."""
    if isinstance(value, np.ndarray) and value.ndim > 0 and value.shape[0] == count:
        value = tuple(value)
    if isinstance(value, tuple) and len(value) == count:
        return tuple(as_array(part) for part in value)
    return (Missing(_miscounted(value, count, names)),) * count


def _miscounted(value: Value, count: int, names: str) -> str:
    words = {2: "two", 3: "three", 4: "four"}.get(count, str(count))
    if value is None:
        seen = "None: is the return statement missing?"
    elif isinstance(value, tuple):
        seen = f"{len(value)} values"
    elif isinstance(value, np.ndarray):
        seen = f"one array of shape {shape(value.shape)}" if value.shape else "a single number"
    else:
        seen = "a single number"
    return f"cannot be judged: the function must return {words} arrays ({names}), and it returned {seen}"
