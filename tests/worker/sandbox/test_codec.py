"""The codec: values survive it, and hostile bytes raise one error and cost little."""

import struct
from contextlib import suppress
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from worker.sandbox.inside import codec

DTYPES = st.sampled_from(sorted(codec.CODES, key=str))
SHAPES = hnp.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=4)
ARRAYS = DTYPES.flatmap(lambda dtype: hnp.arrays(dtype, SHAPES))
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats()
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
    | ARRAYS
)
VALUES = LEAVES | st.lists(LEAVES | st.lists(LEAVES, max_size=3).map(tuple), max_size=4).map(tuple)


def same(left: Any, right: Any) -> Any:
    if isinstance(left, tuple):
        return isinstance(right, tuple) and len(left) == len(right) and all(map(same, left, right))
    if isinstance(left, np.ndarray):
        return left.dtype == right.dtype and left.shape == right.shape and left.tobytes() == right.tobytes()
    return type(left) is type(right) and (left == right or left != left)


@given(VALUES)
def test_every_value_survives(value: Any) -> None:
    assert same(codec.decode(codec.encode(value)), value)


@given(ARRAYS, st.sampled_from("CFS"), st.booleans())
def test_the_layout_of_an_array_survives(array: Any, order: str, frozen: bool) -> None:
    if order == "S" and array.ndim:
        array = np.repeat(array, 2, axis=-1)[..., ::2]
    elif order == "F":
        array = np.asfortranarray(array)
    array.flags.writeable = not frozen
    copy = codec.decode(codec.encode(array))
    assert same(copy, array)
    for flag in ("C_CONTIGUOUS", "F_CONTIGUOUS", "WRITEABLE"):
        assert copy.flags[flag] == array.flags[flag]


@settings(max_examples=300)
@given(st.binary(max_size=60))
def test_random_bytes_raise_one_error(data: bytes) -> None:
    with suppress(codec.CodecError):
        codec.decode(data)


@settings(max_examples=300)
@given(VALUES, st.data())
def test_damaged_values_raise_one_error(value: Any, data: st.DataObject) -> None:
    raw = bytearray(codec.encode(value))
    for _ in range(data.draw(st.integers(1, 3))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(raw)))
    for damaged in (bytes(raw), bytes(raw[:cut])):
        with suppress(codec.CodecError):
            codec.decode(damaged)


def array_header(*shape: int, code: int = 0, layout: int = 0) -> bytes:
    return struct.pack(f"<cBBB{len(shape)}Q", b"A", code, layout, len(shape), *shape)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"Z",
        b"I\0",
        b"S\xff\xff\xff\xff",
        b"T\xff\xff",
        b"T\x01\0" * 6 + b"N",
        b"NN",
        (b"T\xff\x00" + b"N" * 255) * 2,
        b"T\x80\x00" + (b"T\x02\x00NN") * 128,
        array_header(1 << 40),
        array_header(1 << 31, 1 << 31, 1 << 31),
        array_header((1 << 64) - 1, 0),
        array_header(1 << 31, 1 << 31, 1 << 31, 0),
        array_header(0, 1 << 31, 1 << 31, code=codec.CODES[np.dtype(np.int8)]),
        array_header(0, codec.MAX_ENTRIES + 1),
        array_header(3, code=99),
        array_header(0, layout=8),
        array_header(*[0] * 9),
        array_header(2) + bytes(15),
        array_header(2) + bytes(17),
    ],
)
def test_hostile_bytes_are_refused(data: bytes) -> None:
    with pytest.raises(codec.CodecError):
        codec.decode(data)


@pytest.mark.parametrize(
    "value",
    [
        2**63,
        object(),
        [1],
        np.array(["a"]),
        np.array([None]),
        (1,) * 300,
        ((((((1,),),),),),),
        1j,
        np.float64(1),
        np.empty((0, codec.MAX_ENTRIES + 1)),
    ],
)
def test_what_cannot_be_sent_is_refused(value: Any) -> None:
    with pytest.raises(codec.CodecError):
        codec.encode(value)


def test_an_empty_array_that_crosses_can_be_widened_and_stacked() -> None:
    array = codec.decode(array_header(0, codec.MAX_ENTRIES >> 3, 8, code=codec.CODES[np.dtype(np.int8)]))
    assert np.stack([array.astype(np.float64)] * codec.MAX_ITEMS).size == 0


def test_odd_bytes_never_become_odd_truth_values() -> None:
    array = codec.decode(array_header(3, code=codec.CODES[np.dtype(bool)]) + b"\x02\x00\xff")
    assert array.view(np.uint8).tolist() == [1, 0, 1]


def test_lone_surrogates_are_escaped() -> None:
    assert codec.decode(codec.encode("\ud800")) == "\\ud800"


def test_long_text_is_cut() -> None:
    assert codec.decode(codec.encode("x" * 10**6)) == "x" * codec.MAX_TEXT
