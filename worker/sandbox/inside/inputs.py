"""Planned inputs as the child gets them: arrays stand as lists `[offset, dtype, layout, shape]`.

The data of all arrays of a job comes in one piece; an array is made when its call has its turn, and again
for each call, so that no call sees what another did to its arguments. What is read here was written by the
worker, not by an upload.
"""

from __future__ import annotations

from typing import Any

from . import codec


class Inputs:
    """Makes planned values of one job."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    def value(self, packed: Any) -> Any:
        """`packed` with arrays of its own in the place of lists."""
        kind = type(packed)
        if kind is list:
            offset, code, layout, shape = packed
            return codec.array_at(self._data, offset, codec.DTYPES[code], shape, layout)
        if kind is tuple:
            return tuple([self.value(item) for item in packed])
        return packed
