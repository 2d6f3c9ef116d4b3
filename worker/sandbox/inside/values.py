"""What student code returned, as plain arrays and tuples of arrays, or a sentence why it is not that.

Shapes, counts, None inside a tuple and NaN pass: the judge knows more about them than this side. Code of
the student's (`__array__`, `__iter__`) may run here.
"""

from __future__ import annotations

import types
from typing import Any, TypeAlias

import numpy as np

from . import codec
from .trouble import Reported, Trouble

NUMERIC = "biufc"
MAX_LEVELS = 3

Place: TypeAlias = tuple[int, ...]
"""Where in the returned tuples something stands."""


def tidy(value: Any, title: str) -> Any:
    """`value` as an array or a tuple of arrays. Raises Reported (bad_value)."""
    if value is None:
        raise _bad(title, "None: it is still to be computed, or a `return` is missing.")
    return _tidy(value, title, ())


def _tidy(value: Any, title: str, place: Place) -> Any:
    if value is None:
        return None
    if isinstance(value, tuple) or (isinstance(value, list) and not _is_table(value, len(place))):
        return _tuple(value, title, place)
    return _array(value, title, place)


def _tuple(values: Any, title: str, place: Place) -> tuple[Any, ...]:
    if len(place) >= MAX_LEVELS:
        raise _bad(title, "tuples nested too deeply: return the gradients as one tuple.")
    if len(values) > codec.MAX_ITEMS:
        raise _bad(title, f"{len(values)} values: return the gradients as one tuple of arrays.")
    return tuple([_tidy(item, title, (*place, i)) for i, item in enumerate(list(values))])


def _is_table(value: list[Any], level: int) -> bool:
    """Whether a list is one array written as rows of numbers, and not a list of gradients."""
    if any(item is None or isinstance(item, np.ndarray | tuple) for item in value):
        return False
    if level:  # one gradient: if its rows do not fit, that is what there is to say
        return True
    try:
        return np.array(value).dtype.kind in NUMERIC
    except ValueError:  # not rectangular: rows of numbers, or gradients of which one at least has rows
        return all(_is_row(item) for item in value)


def _is_row(value: Any) -> bool:
    return isinstance(value, list) and not any(isinstance(item, list | tuple | np.ndarray) for item in value)


def _array(value: Any, title: str, place: Place) -> np.ndarray[Any, Any]:
    if type(value) is np.ndarray and value.dtype in codec.CODES and value.ndim <= codec.MAX_DIMENSIONS:
        return np.array(value, order="C")
    if isinstance(value, np.ma.MaskedArray) and np.ma.is_masked(value):
        raise _bad(title, "a masked array: fill the masked entries with numbers.", place)
    if isinstance(value, dict | set | frozenset | str | bytes | type) or callable(value):
        raise _bad(title, f"{_describe(value)}.", place)
    try:
        array = np.asarray(value)
    except ValueError as error:
        raise _bad(title, f"rows of different lengths, which make no array ({error}).", place) from None
    if array.dtype.kind not in NUMERIC:
        raise _bad(title, _not_numeric(value, array), place)
    if array.ndim > codec.MAX_DIMENSIONS:
        raise _bad(title, f"an array of {array.ndim} dimensions.", place)
    array = array.view(np.ndarray)
    return np.array(array, dtype=_sendable(array.dtype), order="C", subok=False)


def _sendable(dtype: np.dtype[Any]) -> np.dtype[Any]:
    """The same numbers in native order; extended precision becomes double."""
    if dtype.kind in "fc" and dtype.itemsize > (16 if dtype.kind == "c" else 8):
        return np.dtype(np.complex128 if dtype.kind == "c" else np.float64)
    return dtype.newbyteorder("=")


def _not_numeric(value: Any, array: np.ndarray[Any, Any]) -> str:
    if isinstance(value, np.ndarray) or array.ndim:
        if array.dtype.kind == "O":
            return "an array of Python objects (dtype object): the entries must be numbers of one kind."
        return f"an array of dtype {array.dtype}, which holds no numbers."
    return f"{_describe(value)}."


_OF_TYPE: dict[type, str] = {
    types.CoroutineType: "a coroutine: write def alone, without async in front of it",
    types.AsyncGeneratorType: "a generator: write def alone, without async, and return the arrays at the end",
    types.FunctionType: "a function, which was not called: return arrays of numbers",
    types.MethodType: "a method, which was not called: write () behind its name",
    types.BuiltinFunctionType: "a method, which was not called: write () behind its name",
    **dict.fromkeys((map, filter, zip), "an iterator, which holds no numbers yet: put tuple(…) around it"),
}


def _describe(value: Any) -> str:
    if type(value) is types.GeneratorType:
        if value.gi_code.co_name == "<genexpr>":
            return "a generator, which holds no numbers yet: put tuple(…) around it"
        return "a generator, since yield stands in the function: return the arrays at the end instead"
    if type(value) in _OF_TYPE:
        return _OF_TYPE[type(value)]
    if isinstance(value, dict):
        return "a dict: return a tuple of arrays"
    if isinstance(value, str | bytes):
        return "text: return arrays of numbers"
    if isinstance(value, int):
        return "a whole number too large for an array"
    return f"an object of type {type(value).__name__}: return arrays of numbers"


def _bad(title: str, what: str, place: Place = ()) -> Reported:
    where = f"entry {''.join(f'[{i}]' for i in place)} of what it returned is " if place else "it returned "
    return Reported(Trouble("bad_value", f"{title}: {where}{what}"))


def snapshot(value: Any) -> Any:
    """What all arrays in `value` hold, to see later whether they were changed in place."""
    kind = type(value)
    if kind is np.ndarray:
        return value.shape, value.dtype, value.tobytes()
    if kind is tuple or kind is list:
        return [snapshot(item) for item in value]
    return None


def unchanged(value: Any, before: Any) -> bool:
    """Whether `value` still holds what `snapshot` saw; NaN equals itself here."""
    if type(before) is tuple:
        shape, dtype, data = before
        if type(value) is not np.ndarray or value.shape != shape or value.dtype != dtype:
            return False
        return bool(value.tobytes() == data)
    if type(before) is list:
        return len(value) == len(before) and all(map(unchanged, value, before))
    return True
