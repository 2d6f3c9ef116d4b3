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
MAX_ITEMS = 256
MAX_TEXT = 8192

FORTRAN, READ_ONLY, STRIDED = 1, 2, 4


class CodecError(Exception):
    """The value cannot be sent, or the bytes are not a value."""


def encode(value: Any) -> bytes:
    """The bytes of `value`. Raises CodecError."""
    parts: list[bytes] = []
    _encode(value, parts, 0)
    return b"".join(parts)


def _encode(value: Any, parts: list[bytes], depth: int) -> None:
    kind = type(value)
    if value is None:
        parts.append(b"N")
    elif kind is bool:
        parts.append(b"B\x01" if value else b"B\x00")
    elif kind is int:
        if not -(2**63) <= value < 2**63:
            raise CodecError("the whole number does not fit into 64 bits")
        parts.append(struct.pack("<cq", b"I", value))
    elif kind is float:
        parts.append(struct.pack("<cd", b"F", value))
    elif kind is str:
        text = value.encode("utf-8", "backslashreplace")[:MAX_TEXT]
        parts.append(struct.pack("<cI", b"S", len(text)) + text)
    elif kind is tuple:
        _encode_tuple(value, parts, depth)
    elif kind is np.ndarray:
        _encode_array(value, parts)
    else:
        raise CodecError(f"{kind.__name__} cannot be sent")


def _encode_tuple(value: tuple[Any, ...], parts: list[bytes], depth: int) -> None:
    if len(value) > MAX_ITEMS:
        raise CodecError(f"{len(value)} values; at most {MAX_ITEMS} can be sent")
    if depth >= MAX_DEPTH:
        raise CodecError(f"nested deeper than {MAX_DEPTH} levels")
    parts.append(struct.pack("<cH", b"T", len(value)))
    for item in value:
        _encode(item, parts, depth + 1)


def _encode_array(array: np.ndarray[Any, Any], parts: list[bytes]) -> None:
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
    parts.append(struct.pack(f"<cBBB{array.ndim}Q", b"A", code, layout, array.ndim, *array.shape))
    parts.append(array.tobytes("F" if layout & FORTRAN else "C"))


def decode(data: bytes) -> Any:
    """The value whose bytes are `data`; arrays own their data. Raises CodecError."""
    try:
        value, end = _decode(data, 0, 0)
    except (struct.error, IndexError, UnicodeDecodeError):
        raise CodecError("the value is cut short or garbled") from None
    if end != len(data):
        raise CodecError("bytes are left over after the value")
    return value


def _decode(data: bytes, at: int, depth: int) -> tuple[Any, int]:
    """The value that starts at `at`, and where it ends."""
    tag = data[at : at + 1]
    at += 1
    if tag == b"N":
        return None, at
    if tag == b"B":
        return data[at] != 0, at + 1
    if tag == b"I":
        return struct.unpack_from("<q", data, at)[0], at + 8
    if tag == b"F":
        return struct.unpack_from("<d", data, at)[0], at + 8
    if tag == b"S":
        return _decode_text(data, at)
    if tag == b"T":
        return _decode_tuple(data, at, depth)
    if tag == b"A":
        return _decode_array(data, at)
    raise CodecError(f"unknown tag {tag!r}")


def _decode_text(data: bytes, at: int) -> tuple[str, int]:
    (length,) = struct.unpack_from("<I", data, at)
    end = at + 4 + length
    if length > MAX_TEXT or end > len(data):
        raise CodecError("the text is longer than its frame")
    return data[at + 4 : end].decode("utf-8", "replace"), end


def _decode_tuple(data: bytes, at: int, depth: int) -> tuple[tuple[Any, ...], int]:
    (length,) = struct.unpack_from("<H", data, at)
    if length > MAX_ITEMS or depth >= MAX_DEPTH:
        raise CodecError("the tuple is too long or nested too deep")
    at += 2
    items = []
    for _ in range(length):
        item, at = _decode(data, at, depth + 1)
        items.append(item)
    return tuple(items), at


def _decode_array(data: bytes, at: int) -> tuple[np.ndarray[Any, Any], int]:
    code, layout, dimensions = struct.unpack_from("<BBB", data, at)
    if code not in DTYPES or layout > FORTRAN | READ_ONLY | STRIDED or dimensions > MAX_DIMENSIONS:
        raise CodecError("the array's header is garbled")
    at += 3
    shape = struct.unpack_from(f"<{dimensions}Q", data, at)
    at += 8 * dimensions
    dtype = DTYPES[code]
    count = 1
    for length in shape:
        if length > 1 << 31:
            raise CodecError("the array is too long")
        count *= length
    end = at + count * dtype.itemsize
    if end > len(data):
        raise CodecError("the array is larger than its frame")
    return _array(data[at:end], dtype, shape, layout), end


def _array(raw: bytes, dtype: np.dtype[Any], shape: tuple[int, ...], layout: int) -> np.ndarray[Any, Any]:
    """An array of its own with the layout that was asked for."""
    order: Any = "F" if layout & FORTRAN else "C"
    flat: np.ndarray[Any, Any] = np.frombuffer(raw, np.uint8 if dtype.kind == "b" else dtype)
    if dtype.kind == "b":  # a byte other than 0 and 1 must not become a third truth value
        flat = flat != 0
    try:
        array: np.ndarray[Any, Any] = flat.reshape(shape, order=order).copy(order)
        if layout & STRIDED and array.ndim:
            array = np.repeat(array, 2, axis=-1)[..., ::2]
    except ValueError:  # an empty array with lengths whose product overflows
        raise CodecError("the array's shape is impossible") from None
    array.flags.writeable = not layout & READ_ONLY
    return array
