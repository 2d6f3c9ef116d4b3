"""Damaged frames through the worker's decoder: one kind of error, no large memory, and never a foreign type.

The normal run tries a few thousand, `make soak` SOAK_FRAMES: 10 million unless the environment says less.
"""

from __future__ import annotations

import os
import random
import resource
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from grader.messages import Call, Fault, Job, Returned, Target
from worker.sandbox import replies
from worker.sandbox.exchange import Outcome
from worker.sandbox.inside import codec
from worker.sandbox.limits import Limits

SOAK_FRAMES = int(os.environ.get("SOAK_FRAMES", "10000000"))
CHUNK = 250_000
MEMORY_GROWTH_MIB = 64
"""More than one 60-byte frame could ever ask for, by far, if sizes were believed."""

ODD = (
    b"",
    b"\xff" * 8,
    b"\0" * 8,
    b"T\xff\xff",
    b"A\0\0\x01" + b"\xff" * 8,
    b"S\xff\xff\xff\xff",
    b"N",
    b"\x7f",
)
JOB = Job(b"", (Target("f"),), (Call("f", (1, 2)),))
START = [("S", codec.encode(())), ("L", codec.encode(((),)))]


def seeds() -> list[bytes]:
    """Frames as an honest child sends them, of every kind and with every dtype and layout."""
    arrays = [np.arange(6).astype(dtype).reshape(2, 3) for dtype in codec.CODES]
    arrays += [
        np.asfortranarray(arrays[0]),
        np.zeros((0, 3)),
        np.zeros((1, 2, 1, 2)),
        np.array(3.0),
    ]
    values: list[Any] = [(0, array, (), None, False) for array in arrays]
    values += [(0, (arrays[0], arrays[1], arrays[2]), (0, 1), arrays[3], True), (("note", "more"),), ()]
    values += [(0, "exception", "Line 3 raised ValueError", 3, "raise ValueError"), (2**40, -1.5, None, True)]
    return [codec.encode(value) for value in values]


def damaged(count: int, seed: int) -> Iterator[bytes]:
    """Frames with one to four changes each: bytes replaced, cut, doubled, or odd ones put in."""
    draw = random.Random(seed)
    known = seeds()
    for _ in range(count):
        raw = bytearray(draw.choice(known))
        for _ in range(draw.randrange(1, 5)):
            at = int(draw.random() * (len(raw) + 1))
            change = int(draw.random() * 8)
            if change < 4 and at < len(raw):
                raw[at] = int(draw.random() * 256)
            elif change == 4:
                del raw[at : at + 1 + int(draw.random() * 8)]
            elif change == 5:
                raw[at:at] = draw.choice(ODD)
            elif change == 6:
                raw[at : at + 8] = draw.choice(ODD)
            else:
                raw[at:at] = raw[at // 2 : at]
        yield bytes(raw)


def is_plain(value: Any) -> bool:
    """Whether a value is of the few types that may come out, to its leaves."""
    if type(value) is tuple:
        return all(map(is_plain, value))
    if type(value) is np.ndarray:
        return value.dtype in codec.CODES
    return value is None or type(value) in {bool, int, float, str}


def take(frame: bytes) -> bool:
    """Decode a frame, and read it as the answer of a child; whether it was a value at all."""
    try:
        value = codec.decode(frame)
    except codec.CodecError:
        decoded = False
    else:
        decoded = True
        assert is_plain(value), frame
    (reply,) = replies.read(Outcome(frames=[*START, ("R", frame)]), JOB, Limits()).replies
    assert type(reply) in {Returned, Fault}
    assert decoded or type(reply) is Fault
    return decoded


def try_chunk(count: int, seed: int) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    decoded = sum(map(take, damaged(count, seed)))
    assert 0 < decoded < count  # both ways were taken
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < MEMORY_GROWTH_MIB << 10


def test_damaged_frames_raise_one_error() -> None:
    try_chunk(4000, seed=0)


def test_undamaged_frames_are_values() -> None:
    assert all(is_plain(codec.decode(frame)) for frame in seeds())


@pytest.mark.soak
@pytest.mark.parametrize("chunk", range(max(1, SOAK_FRAMES // CHUNK)))
def test_damaged_frames_raise_one_error_for_long(chunk: int) -> None:
    try_chunk(CHUNK, seed=1 + chunk)
