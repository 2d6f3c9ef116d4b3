"""A job as the bytes that the child reads."""

from __future__ import annotations

import marshal
from functools import lru_cache
from typing import Any

import numpy as np

from grader.messages import Call, Job, Target
from worker.sandbox.inside import codec, protocol


def encode_job(job: Job) -> bytes:
    """Blocks for the source, the targets, driver and calls, and the data of all their arrays.

    Raises:
        CodecError: a planned value cannot cross; that is a fault of the plan, not of the upload.
    """
    arrays = _Arrays()
    calls = [_call(call, arrays) for call in job.calls]
    asked = marshal.dumps((tuple(map(_target, job.targets)), _compiled(job.driver), calls))
    blocks = (job.source, asked, b"".join(arrays.data))
    return b"".join([part for block in blocks for part in (protocol.BLOCK.pack(len(block)), block)])


@lru_cache(maxsize=16)
def _compiled(driver: str) -> bytes:
    """The driver's code, compiled once here and not in every child: it is ours, and both run one Python."""
    return marshal.dumps(compile(driver, protocol.DRIVER, "exec", dont_inherit=True)) if driver else b""


def _target(target: Target) -> tuple[str, str, tuple[str, ...]]:
    return target.function, target.forward, target.classes


def _call(call: Call, arrays: _Arrays) -> tuple[object, ...]:
    args, forward_args = arrays.packed(call.args), arrays.packed(call.forward_args)
    return call.function, args, forward_args, call.own_cache, call.through, call.own_caches


class _Arrays:
    """The data of a job's arrays, end to end, each once however often it is asked for.

    An array itself becomes a list, which no planned value is: see `inside.inputs`.
    """

    def __init__(self) -> None:
        self.data: list[bytes] = []
        self._size = 0
        self._known: dict[int, list[Any]] = {}

    def packed(self, value: Any) -> Any:
        """`value` with lists in the place of arrays. Raises CodecError."""
        kind = type(value)
        if kind is np.ndarray:
            return self._known.get(id(value)) or self._add(value)
        if kind is tuple:
            return tuple([self.packed(item) for item in value])
        if value is None or kind in {bool, int, float, str}:
            return value
        raise codec.CodecError(f"{kind.__name__} cannot be sent")

    def _add(self, array: np.ndarray[Any, Any]) -> list[Any]:
        code, layout = codec.header_of(array)
        entry = [self._size, code, layout, array.shape]
        self.data.append(array.tobytes("F" if layout & codec.FORTRAN else "C"))
        self._size += array.nbytes
        self._known[id(array)] = entry
        return entry
