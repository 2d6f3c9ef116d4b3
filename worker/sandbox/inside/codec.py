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
TRUTHS = DTYPES[_IN_ORDER_OF_CODES.index("|b1")]
MAX_DIMENSIONS = 8
MAX_DEPTH = 4
MAX_ITEMS = 256  # in all tuples of a value together, so that few bytes cannot become many objects
MAX_TEXT = 8192
MAX_ENTRIES = 1 << 23  # without axes of length 0: made wider, an empty array must not become a huge one

FORTRAN, READ_ONLY, STRIDED = 1, 2, 4

LENGTH, COUNT, INTEGER, REAL = map(struct.Struct, ("<cI", "<cH", "<cq", "<cd"))
SHAPES = [struct.Struct(f"<{dimensions}Q") for dimensions in range(MAX_DIMENSIONS + 1)]
HEADERS = [struct.Struct(f"<cBBB{dimensions}Q") for dimensions in range(MAX_DIMENSIONS + 1)]
ARRAY, TUPLE, TEXT, NONE, TRUTH, WHOLE, FLOAT = b"ATSNBIF"


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
        if kind is np.ndarray:
            self.array(value)
        elif kind is tuple:
            self.nested(value, depth)
        elif value is None:
            self.parts.append(b"N")
        elif kind is bool:
            self.parts.append(b"B\x01" if value else b"B\x00")
        elif kind is int:
            if not -(2**63) <= value < 2**63:
                raise CodecError("the whole number does not fit into 64 bits")
            self.parts.append(INTEGER.pack(b"I", value))
        elif kind is float:
            self.parts.append(REAL.pack(b"F", value))
        elif kind is str:
            text = value.encode("utf-8", "backslashreplace")[:MAX_TEXT]
            self.parts += (LENGTH.pack(b"S", len(text)), text)
        else:
            raise CodecError(f"{kind.__name__} cannot be sent")

    def nested(self, value: tuple[Any, ...], depth: int) -> None:
        self.items += len(value)
        if self.items > MAX_ITEMS:
            raise CodecError(f"{self.items} values; at most {MAX_ITEMS} can be sent")
        if depth >= MAX_DEPTH:
            raise CodecError(f"nested deeper than {MAX_DEPTH} levels")
        self.parts.append(COUNT.pack(b"T", len(value)))
        for item in value:
            self.value(item, depth + 1)

    def array(self, array: np.ndarray[Any, Any]) -> None:
        code, layout = header_of(array)
        shape = array.shape
        if not array.size:
            refuse_long_axes(shape)
        self.parts.append(HEADERS[len(shape)].pack(b"A", code, layout, len(shape), *shape))
        self.parts.append(array.tobytes("F" if layout & FORTRAN else "C"))


def header_of(array: np.ndarray[Any, Any]) -> tuple[int, int]:
    """The codes of its dtype and its layout. Raises CodecError."""
    code = CODES.get(array.dtype)
    if code is None:
        raise CodecError(f"dtype {array.dtype} cannot be sent")
    if array.ndim > MAX_DIMENSIONS:
        raise CodecError(f"{array.ndim} dimensions; at most {MAX_DIMENSIONS} can be sent")
    flags = array.flags
    layout = 0 if flags.writeable else READ_ONLY
    if not flags.c_contiguous:
        layout |= FORTRAN if flags.f_contiguous else STRIDED
    return code, layout


def refuse_long_axes(shape: tuple[int, ...]) -> None:
    """Raise CodecError for an empty array with axes that nothing which is not empty could have."""
    if math.prod(filter(None, shape)) > MAX_ENTRIES:
        raise CodecError(f"an empty array with an axis of length {max(shape)}")


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
        tag = self.data[self.at]
        if tag == ARRAY:
            return self.array()
        if tag == TUPLE:
            return self.nested(depth)
        self.at += 1
        if tag == NONE:
            return None
        if tag == TRUTH:
            return self.take(1) != b"\0"
        if tag == WHOLE:
            return self.number(INTEGER)
        if tag == FLOAT:
            return self.number(REAL)
        if tag == TEXT:
            return self.text()
        raise CodecError(f"unknown tag {tag!r}")

    def take(self, count: int) -> bytes:
        """The next `count` bytes, if they are there."""
        start, self.at = self.at, self.at + count
        if self.at > len(self.data):
            raise CodecError("the value is longer than its frame")
        return self.data[start : self.at]

    def number(self, layout: struct.Struct) -> Any:
        start, self.at = self.at - 1, self.at - 1 + layout.size
        return layout.unpack_from(self.data, start)[1]

    def text(self) -> str:
        length: int = self.number(LENGTH)
        if length > MAX_TEXT:
            raise CodecError("the text is too long")
        return self.take(length).decode("utf-8", "replace")

    def nested(self, depth: int) -> tuple[Any, ...]:
        _, length = COUNT.unpack_from(self.data, self.at)
        self.at += COUNT.size
        self.items += length
        if self.items > MAX_ITEMS or depth >= MAX_DEPTH:
            raise CodecError("too many values, or nested too deep")
        return tuple([self.value(depth + 1) for _ in range(length)])

    def array(self) -> np.ndarray[Any, Any]:
        data, at = self.data, self.at
        code, layout, dimensions = data[at + 1], data[at + 2], data[at + 3]
        if code not in DTYPES or layout > FORTRAN | READ_ONLY | STRIDED or dimensions > MAX_DIMENSIONS:
            raise CodecError("the array's header is garbled")
        shape = SHAPES[dimensions].unpack_from(data, at + 4)
        size = math.prod(shape)
        if not size:
            refuse_long_axes(shape)
        dtype = DTYPES[code]
        start = at + 4 + 8 * dimensions
        self.at = start + size * dtype.itemsize
        if self.at > len(data):
            raise CodecError("the value is longer than its frame")
        return array_at(data, start, dtype, shape, layout)


def array_at(
    data: bytes, start: int, dtype: np.dtype[Any], shape: tuple[int, ...], layout: int
) -> np.ndarray[Any, Any]:
    """An array of its own with the layout that was asked for; its bytes are known to be there."""
    array: np.ndarray[Any, Any]
    try:
        if not layout and dtype is not TRUTHS:
            array = np.ndarray(shape, dtype, data, start)
            return array.copy()
        array = _laid_out(data, start, dtype, shape, layout)
    except ValueError:
        raise CodecError("the array's shape is impossible") from None
    if layout & READ_ONLY:
        array.flags.writeable = False
    return array


def _laid_out(
    data: bytes, start: int, dtype: np.dtype[Any], shape: tuple[int, ...], layout: int
) -> np.ndarray[Any, Any]:
    order: Any = "F" if layout & FORTRAN else "C"
    seen: np.ndarray[Any, Any]
    if dtype is TRUTHS:  # a byte other than 0 and 1 must not become a third truth value
        seen = np.ndarray(shape, np.uint8, data, start, None, order).astype(np.bool_, order)
    else:
        seen = np.ndarray(shape, dtype, data, start, None, order).copy(order)
    return np.repeat(seen, 2, axis=-1)[..., ::2] if layout & STRIDED and seen.ndim else seen
