"""Reading blocks and writing frames on the job socket, and the standard output of the upload."""

from __future__ import annotations

import io
import os

from . import codec, protocol
from .trouble import TimeUp

PRINTED_BYTES = 64 << 10


class Alarm:
    """A time limit as an exception, but never in the middle of a frame: then it is raised after it.

    (Blocking the signals would do the same and cost two system calls a frame.)
    """

    def __init__(self) -> None:
        self._writing = False
        self._kept = ""

    def ring(self, said: str) -> None:
        """Raise TimeUp now or after the frame."""
        if not self._writing:
            raise TimeUp(said)
        self._kept = said

    def __enter__(self) -> None:
        self._writing = True

    def __exit__(self, *_: object) -> None:
        self._writing = False
        if self._kept:
            said, self._kept = self._kept, ""
            raise TimeUp(said)


alarm = Alarm()
"""That of this process."""


class Reader:
    """Blocks of the job socket."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def block(self) -> bytes:
        """The next block. Raises EOFError if the worker hung up."""
        (length,) = protocol.BLOCK.unpack(self._take(protocol.BLOCK.size))
        return self._take(length)

    def _take(self, count: int) -> bytes:
        taken = os.read(self._descriptor, count) if count else b""
        while len(taken) < count:
            piece = os.read(self._descriptor, count - len(taken))
            if not piece:
                raise EOFError("the worker hung up")
            taken += piece
        return taken


class Writer:
    """Frames to the worker."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def frame(self, kind: str, value: tuple[object, ...] = ()) -> None:
        """Send one frame. Raises codec.CodecError if `value` cannot be sent or is too large."""
        data = codec.encode(tuple(value))
        if len(data) > protocol.MAX_FRAME:
            raise codec.CodecError(f"{len(data) >> 20} MB; at most {protocol.MAX_FRAME >> 20} MB can be sent")
        rest = protocol.FRAME.pack(len(data), ord(kind)) + data
        with alarm:
            while (written := os.write(self._descriptor, rest)) < len(rest):
                rest = rest[written:]


class Printed(io.TextIOBase):
    """Where `print` goes: the first 64 KiB are kept and the rest is dropped, so that no honest file dies."""

    encoding = "utf-8"
    errors = "backslashreplace"

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._left = PRINTED_BYTES

    def writable(self) -> bool:
        """Text can be written."""
        return True

    def write(self, text: str, /) -> int:
        """Write what still fits; the answer is always the whole length."""
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        data = text.encode("utf-8", "backslashreplace")[: self._left]
        self._left -= len(data)
        while data:
            data = data[os.write(self._descriptor, data) :]
        return len(text)
