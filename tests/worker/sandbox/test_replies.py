"""Frames that our own code inside would never send are the upload's fault, whatever they hold."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.messages import Fault, FaultKind, Job, Returned, Run
from worker.sandbox import replies
from worker.sandbox.errors import SandboxBroken
from worker.sandbox.exchange import Outcome
from worker.sandbox.host import Limits
from worker.sandbox.inside import codec

from .conftest import AFFINE, TARGETS

JOB = Job(b"", TARGETS, (AFFINE, AFFINE))
START = [("S", ()), ("L", ((),))]
VALUE = np.ones(2)


def read(*frames: tuple[str, Any]) -> Run:
    return replies.read(
        Outcome(frames=[(kind, codec.encode(value)) for kind, value in frames]), JOB, Limits()
    )


def good(call: int) -> tuple[str, Any]:
    return ("R", (call, VALUE, (0,), None, False))


def test_a_full_set_of_frames_is_a_run() -> None:
    run = read(("S", ()), ("L", (("note",),)), good(0), ("F", (1, "crash", "m", 3, "line")), ("D", ()))
    assert run.fault is None
    assert run.notes == ("note",)
    assert isinstance(run.replies[0], Returned)
    assert run.replies[1] == Fault(FaultKind.CRASH, "m", 3, "line")


def test_a_child_that_was_never_locked_is_our_fault() -> None:
    with pytest.raises(SandboxBroken):
        read()


@pytest.mark.parametrize(
    "frames",
    [
        [*START, good(0), good(0)],
        [*START, good(1)],
        [*START, good(-1)],
        [*START, good(2)],
        [*START, ("R", (True, VALUE, (), None, False))],
        [*START, ("R", (0, VALUE, (), None))],
        [*START, ("R", (0, VALUE, (1.5,), None, False))],
        [*START, ("R", (0, VALUE, (), None, 1))],
        [*START, ("R", ())],
        [*START, ("F", (0, "excellent", "m", None, None))],
        [*START, ("F", (0, "crash", 5, None, None))],
        [*START, ("F", (0,))],
        [*START, ("X", ("crash",))],
        [*START, ("?", ())],
        [*START, ("D", ())],
        [*START, good(0), ("D", ())],
        [*START, good(0), good(1), ("D", ()), good(1)],
        [*START, ("L", ((),))],
        [*START, ("S", ())],
        [("S", ()), good(0)],
        [("S", ()), ("L", (5,))],
        [("S", ()), ("L", ((5,),))],
        [*START, ("R", VALUE)],
        [*START, ("X", ("crash", "m", None, None)), good(0)],
    ],
)
def test_frames_out_of_place_void_the_whole_run(frames: list[tuple[str, Any]]) -> None:
    run = read(*frames)
    assert all(isinstance(reply, Fault) and reply.kind is FaultKind.FORBIDDEN for reply in run.replies)


def test_garbled_frames_void_the_whole_run() -> None:
    frames = [(kind, codec.encode(value)) for kind, value in START] + [("R", b"garbage")]
    run = replies.read(Outcome(frames=frames), JOB, Limits())
    assert isinstance(run.replies[0], Fault)
    assert run.replies[0].kind is FaultKind.FORBIDDEN


def test_the_word_of_the_child_ends_what_was_not_answered() -> None:
    run = read(*START, good(0), ("X", ("time_limit", "Stopped.", 5, "while True: pass")))
    assert isinstance(run.replies[0], Returned)
    assert run.replies[1] == Fault(FaultKind.TIME_LIMIT, "Stopped.", 5, "while True: pass")
    assert run.fault is None


@pytest.mark.parametrize(
    ("line", "kept"), [(0, None), (-3, None), (True, None), ("7", None), (1 << 40, None), (7, 7)]
)
def test_a_line_is_a_positive_number_or_nothing(line: Any, kept: int | None) -> None:
    run = read(*START, ("X", ("crash", "m", line, "text")))
    reply = run.replies[0]
    assert isinstance(reply, Fault)
    assert reply.line == kept
    assert reply.source_line == ("text" if kept else None)


VALUES: Callable[[], st.SearchStrategy[Any]] = lambda: st.recursive(  # noqa: E731
    st.none() | st.booleans() | st.integers(-5, 5) | st.text(max_size=3) | st.just(VALUE),
    lambda children: st.lists(children, max_size=5).map(tuple),
    max_leaves=6,
)


@given(st.lists(st.tuples(st.sampled_from("SLRFXD?"), VALUES()), max_size=6))
def test_no_sequence_of_frames_raises_anything_but_our_own_fault(frames: list[tuple[str, Any]]) -> None:
    try:
        packed = [(kind, codec.encode(value)) for kind, value in frames]
    except codec.CodecError:
        return
    try:
        run = replies.read(Outcome(frames=packed), JOB, Limits())
    except SandboxBroken:
        assert not frames or frames[0][0] != "S" or not isinstance(frames[0][1], tuple)
    else:
        assert len(run.replies) == 2
