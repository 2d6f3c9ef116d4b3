"""Values as bytes, for both sides of the wall: numbers, text, arrays of numbers, and tuples of these.

Written for hostile input: sizes are computed in Python integers and checked before anything is allocated,
a decoded value is never larger than twice its bytes, and whatever is wrong raises `CodecError` and nothing
else. There is no pickle and no header that is evaluated.

    N            None                     B u8              bool
    I i64        int                      F f64             float
    S u32 bytes  text in UTF-8            T u16 values      tuple
    A u8 dtype, u8 layout, u8 ndim, u64 × ndim, data        array

The layout of an array crosses too, so that read-only, Fortran-ordered and strided inputs reach the upload
as they were planned.
"""

from __future__ import annotations

import math
import struct
from typing import Any

import numpy as np

_IN_ORDER_OF_CODES = (
    "<f8",
    "<f4",
    "<f2",
    "<i8",
    "<i4",
    "<i2",
    "|i1",
    "<u8",
    "<u4",
    "<u2",
    "|u1",
    "|b1",
    "<c16",
    "<c8",
)
DTYPES = {code: np.dtype(text) for code, text in enumerate(_IN_ORDER_OF_CODES)}
CODES = {dtype: code for code, dtype in DTYPES.items()}
MAX_DIMENSIONS = 8
MAX_DEPTH = 4
MAX_ITEMS = 256  # in all tuples of a value together, so that few bytes cannot become many objects
MAX_TEXT = 8192
MAX_LENGTH = 1 << 31

FORTRAN, READ_ONLY, STRIDED = 1, 2, 4

INTEGER, REAL, TEXT_LENGTH, TUPLE_LENGTH = map(struct.Struct, ("<q", "<d", "<I", "<H"))
ARRAY = struct.Struct("<BBB")
SHAPES = [struct.Struct(f"<{dimensions}Q") for dimensions in range(MAX_DIMENSIONS + 1)]


class CodecError(Exception):
    """The value cannot be sent, or the bytes are not a value."""


def encode(value: Any) -> bytes:
    """The bytes of `value`. Raises CodecError."""
    writer = _Writer()
    writer.value(value, 0)
    return b"".join(writer.parts)


class _Writer:
    """Collects the bytes of one value."""

    def __init__(self) -> None:
        self.parts: list[bytes] = []
        self.items = 0

    def value(self, value: Any, depth: int) -> None:
        kind = type(value)
        if value is None:
            self.parts.append(b"N")
        elif kind is bool:
            self.parts.append(b"B\x01" if value else b"B\x00")
        elif kind is int:
            if not -(2**63) <= value < 2**63:
                raise CodecError("the whole number does not fit into 64 bits")
            self.parts.append(struct.pack("<cq", b"I", value))
        elif kind is float:
            self.parts.append(struct.pack("<cd", b"F", value))
        elif kind is str:
            text = value.encode("utf-8", "backslashreplace")[:MAX_TEXT]
            self.parts.append(struct.pack("<cI", b"S", len(text)) + text)
        elif kind is tuple:
            self.nested(value, depth)
        elif kind is np.ndarray:
            self.array(value)
        else:
            raise CodecError(f"{kind.__name__} cannot be sent")

    def nested(self, value: tuple[Any, ...], depth: int) -> None:
        self.items += len(value)
        if self.items > MAX_ITEMS:
            raise CodecError(f"{self.items} values; at most {MAX_ITEMS} can be sent")
        if depth >= MAX_DEPTH:
            raise CodecError(f"nested deeper than {MAX_DEPTH} levels")
        self.parts.append(struct.pack("<cH", b"T", len(value)))
        for item in value:
            self.value(item, depth + 1)

    def array(self, array: np.ndarray[Any, Any]) -> None:
        code = CODES.get(array.dtype)
        if code is None:
            raise CodecError(f"dtype {array.dtype} cannot be sent")
        if array.ndim > MAX_DIMENSIONS:
            raise CodecError(f"{array.ndim} dimensions; at most {MAX_DIMENSIONS} can be sent")
        layout = 0 if array.flags.writeable else READ_ONLY
        if array.flags.f_contiguous and not array.flags.c_contiguous:
            layout |= FORTRAN
        elif not array.flags.c_contiguous:
            layout |= STRIDED
        self.parts.append(struct.pack(f"<cBBB{array.ndim}Q", b"A", code, layout, array.ndim, *array.shape))
        self.parts.append(array.tobytes("F" if layout & FORTRAN else "C"))


def decode(data: bytes) -> Any:
    """The value whose bytes are `data`; arrays own their data. Raises CodecError."""
    reader = _Reader(data)
    try:
        value = reader.value(0)
    except (struct.error, IndexError):
        raise CodecError("the value is cut short") from None
    if reader.at != len(data):
        raise CodecError("bytes are left over after the value")
    return value


class _Reader:
    """Walks over `data`. Every method takes what starts at `at` and moves `at` behind it."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0
        self.items = 0

    def value(self, depth: int) -> Any:
        tag = self.data[self.at : self.at + 1]
        self.at += 1
        if tag == b"A":
            return self.array()
        if tag == b"T":
            return self.nested(depth)
        if tag == b"N":
            return None
        if tag == b"B":
            return self.take(1) != b"\0"
        if tag == b"I":
            return self.unpack(INTEGER)[0]
        if tag == b"F":
            return self.unpack(REAL)[0]
        if tag == b"S":
            return self.text()
        raise CodecError(f"unknown tag {tag!r}")

    def take(self, count: int) -> bytes:
        start = self.skip(count)
        return self.data[start : self.at]

    def skip(self, count: int) -> int:
        """Move on by `count` bytes, which are there; return where they start."""
        start, self.at = self.at, self.at + count
        if self.at > len(self.data):
            raise CodecError("the value is longer than its frame")
        return start

    def unpack(self, layout: struct.Struct) -> tuple[Any, ...]:
        start, self.at = self.at, self.at + layout.size
        return layout.unpack_from(self.data, start)

    def text(self) -> str:
        (length,) = self.unpack(TEXT_LENGTH)
        if length > MAX_TEXT:
            raise CodecError("the text is too long")
        return self.take(length).decode("utf-8", "replace")

    def nested(self, depth: int) -> tuple[Any, ...]:
        (length,) = self.unpack(TUPLE_LENGTH)
        self.items += length
        if self.items > MAX_ITEMS or depth >= MAX_DEPTH:
            raise CodecError("too many values, or nested too deep")
        return tuple([self.value(depth + 1) for _ in range(length)])

    def array(self) -> np.ndarray[Any, Any]:
        code, layout, dimensions = self.unpack(ARRAY)
        if code not in DTYPES or layout > FORTRAN | READ_ONLY | STRIDED or dimensions > MAX_DIMENSIONS:
            raise CodecError("the array's header is garbled")
        shape = self.unpack(SHAPES[dimensions])
        if shape and max(shape) > MAX_LENGTH:
            raise CodecError("the array is too long")
        dtype = DTYPES[code]
        start = self.skip(math.prod(shape) * dtype.itemsize)
        return _array(self.data, start, dtype, shape, layout)


def _array(
    data: bytes, start: int, dtype: np.dtype[Any], shape: tuple[int, ...], layout: int
) -> np.ndarray[Any, Any]:
    """An array of its own with the layout that was asked for; its bytes are known to be there."""
    order: Any = "F" if layout & FORTRAN else "C"
    truth = dtype.kind == "b"
    array: np.ndarray[Any, Any]
    try:
        seen: np.ndarray[Any, Any] = np.ndarray(shape, np.uint8 if truth else dtype, data, start, None, order)
        # A byte other than 0 and 1 must not become a third truth value.
        array = seen.astype(np.bool_, order) if truth else seen.copy(order)
        if layout & STRIDED and array.ndim:
            array = np.repeat(array, 2, axis=-1)[..., ::2]
    except ValueError:  # an empty array with lengths whose product overflows
        raise CodecError("the array's shape is impossible") from None
    if layout & READ_ONLY:
        array.flags.writeable = False
    return array
