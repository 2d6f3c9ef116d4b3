"""Frames of the child → one reply per call. Strict: whatever is out of place is the upload's fault."""

from __future__ import annotations

from typing import Any, NoReturn

from grader.messages import Fault, Job, Reply, Returned, Run
from worker.sandbox import faults
from worker.sandbox.errors import SandboxBroken
from worker.sandbox.exchange import Outcome
from worker.sandbox.inside import codec, protocol
from worker.sandbox.limits import Limits

STDOUT_LENGTH = 4096
NOTE_LENGTH = 300
MAX_NOTES = 30


class _Interference(Exception):  # noqa: N818
    """A frame that our own code inside would never send."""


def read(outcome: Outcome, job: Job, limits: Limits) -> Run:
    """What the upload answered.

    Raises:
        SandboxBroken: the child ended before it was locked, or was killed from outside.
    """
    collected = _Collected(len(job.calls))
    try:
        for kind, data in outcome.frames:
            collected.add(kind, data)
    except (_Interference, codec.CodecError):
        collected.end = faults.INTERFERED
        collected.replies = [None] * len(job.calls)
    if not collected.locked and not outcome.excess:
        raise SandboxBroken("a child could not be locked up")
    end = collected.end
    if end is None and not collected.done:
        end = faults.of_end(outcome, limits)
    unanswered = end or faults.INTERFERED
    return Run(
        replies=tuple(reply or unanswered for reply in collected.replies),
        fault=None if collected.loaded else unanswered,
        notes=collected.notes,
        stdout=faults.clean(outcome.output.decode("utf-8", "replace"), STDOUT_LENGTH),
    )


class _Collected:
    """What the frames said so far."""

    def __init__(self, calls: int) -> None:
        self.replies: list[Reply | None] = [None] * calls
        self.notes: tuple[str, ...] = ()
        self._answered = 0
        self.locked = self.loaded = self.done = False
        self.end: Fault | None = None

    def add(self, kind: str, data: bytes) -> None:
        """Take one frame. Raises _Interference or CodecError."""
        fields = codec.decode(data)
        if type(fields) is not tuple or self.done or self.end:
            _refuse()
        if not self.locked:
            self.locked = kind == protocol.LOCKED or _refuse()
        elif kind == protocol.STOPPED:
            self.end = faults.reported(fields) or _refuse()
        elif kind == protocol.LOADED and not self.loaded:
            self.loaded, self.notes = True, _notes(fields)
        elif kind == protocol.RETURNED and self.loaded:
            self._answer(fields, _returned(fields[1:]))
        elif kind == protocol.FAULT and self.loaded:
            self._answer(fields, faults.reported(fields[1:]) or _refuse())
        elif kind == protocol.DONE and self.loaded and self._answered == len(self.replies):
            self.done = True
        else:
            _refuse()

    def _answer(self, fields: tuple[Any, ...], reply: Reply) -> None:
        """Calls are answered in order, each once."""
        call = fields[0]
        if type(call) is not int or call != self._answered or call >= len(self.replies):
            _refuse()
        self.replies[call] = reply
        self._answered += 1


def _refuse() -> NoReturn:
    raise _Interference


def _notes(fields: tuple[Any, ...]) -> tuple[str, ...]:
    match fields:
        case (tuple(notes),) if all(isinstance(note, str) for note in notes):
            return tuple(faults.clean(note, NOTE_LENGTH) for note in notes[:MAX_NOTES])
    _refuse()


def _returned(fields: tuple[Any, ...]) -> Returned:
    match fields:
        case (value, tuple(mutated), forward, bool(own_forward)) if all(type(i) is int for i in mutated):
            return Returned(value, mutated, forward, own_forward)
    _refuse()
