"""One job over the sockets: send it, collect bounded frames and output, until the child is dead.

Nothing is judged here and nothing the child says is believed: frames are counted and measured, then handed
on as bytes. A child that answers too much is killed.
"""

from __future__ import annotations

import os
import select
import socket
import time
from dataclasses import dataclass, field

from worker.sandbox.errors import SandboxBroken
from worker.sandbox.inside import protocol
from worker.sandbox.limits import Limits

PIECE = 1 << 18
KEPT_OUTPUT = 64 << 10
GRACE_SECONDS = 3.0
"""After the wall limit the zygote has this long to say so."""
DRAIN_SECONDS = 0.5


@dataclass
class Outcome:
    """How a child ended, and all it said. `excess` says which bound of ours it broke."""

    frames: list[tuple[str, bytes]] = field(default_factory=list)
    output: bytes = b""
    status: int = 0
    reason: int = protocol.REASON_EXIT
    excess: str = ""  # output: printed too much; answers: sent back too much; frames: more than was asked
    cpu_seconds: float = 0.0
    zygote_kib: int = 0
    """Largest memory that the zygote has had: it should not grow with its jobs."""


class Exchange:
    """The state of one job on the wire."""

    def __init__(self, control: socket.socket, request: bytes, calls: int, limits: Limits) -> None:
        self.outcome = Outcome()
        self._control = control
        self._rest = memoryview(request)
        self._max_frames = calls + 3
        self._limits = limits
        self._received = bytearray()
        self._received_bytes = self._output_bytes = 0
        self._ended = False

    def run(self) -> Outcome:
        """Send the job and wait for its end. Raises SandboxBroken if the zygote fails us."""
        try:
            self._job, theirs = socket.socketpair()
            with self._job, theirs:
                self._output, writing = os.pipe()
                try:
                    self._hand_over(theirs, writing)
                    self._pump()
                finally:
                    os.close(self._output)
        except OSError as reason:
            raise SandboxBroken(f"the sandbox went away: {reason}") from reason
        return self.outcome

    def _hand_over(self, theirs: socket.socket, writing: int) -> None:
        limits = self._limits
        header = protocol.JOB.pack(
            b"JOB1", int(limits.wall_seconds * 1000), limits.cpu_seconds, limits.memory_mib << 20
        )
        try:
            socket.send_fds(self._control, [header], [theirs.fileno(), writing])
        finally:
            theirs.close()
            os.close(writing)
        self._job.setblocking(False)
        os.set_blocking(self._output, False)

    def _pump(self) -> None:
        """Move bytes until the zygote has said ENDED and both of the child's streams are dry."""
        poll = select.poll()
        poll.register(self._job, select.POLLIN | select.POLLOUT)
        poll.register(self._output, select.POLLIN)
        poll.register(self._control, select.POLLIN)
        open_ends = {self._job.fileno(), self._output}
        deadline = time.monotonic() + self._limits.wall_seconds + GRACE_SECONDS
        while not self._ended or open_ends:
            left = DRAIN_SECONDS if self._ended else deadline - time.monotonic()
            events = poll.poll(max(left, 0) * 1000)
            if not events:
                if self._ended:
                    return
                raise SandboxBroken("the sandbox did not answer in time")
            for descriptor, event in events:
                if descriptor == self._control.fileno():
                    self._take_end()
                    poll.unregister(self._control)
                    continue
                if event & select.POLLOUT and not self._send():
                    poll.modify(self._job, select.POLLIN)
                if event & ~select.POLLOUT and not self._take(descriptor):
                    poll.unregister(descriptor)
                    open_ends.discard(descriptor)

    def _send(self) -> bool:
        """Send a piece of the job; False when nothing is left to send."""
        try:
            self._rest = self._rest[self._job.send(self._rest[:PIECE]) :]
        except BlockingIOError:
            return True
        except OSError:  # the child is gone; its end is on the way
            self._rest = memoryview(b"")
        return bool(self._rest)

    def _take(self, descriptor: int) -> bool:
        """Take a piece from the child; False at the end of the stream."""
        try:
            piece = os.read(descriptor, PIECE)
        except BlockingIOError:
            return True
        except OSError:
            return False
        if piece and not self.outcome.excess:
            if descriptor == self._output:
                self._take_output(piece)
            else:
                self._take_frames(piece)
        return bool(piece)

    def _take_output(self, piece: bytes) -> None:
        self._output_bytes += len(piece)
        self.outcome.output += piece[: KEPT_OUTPUT - len(self.outcome.output)]
        if self._output_bytes > self._limits.printed_bytes:
            self._kill("output")

    def _take_frames(self, piece: bytes) -> None:
        self._received += piece
        self._received_bytes += len(piece)
        if self._received_bytes > self._limits.reply_bytes:
            self._kill("answers")
        head = protocol.FRAME.size
        while len(self._received) >= head:
            length, kind = protocol.FRAME.unpack_from(self._received)
            if length > protocol.MAX_FRAME or len(self.outcome.frames) >= self._max_frames:
                self._kill("frames")
                return
            if len(self._received) < head + length:
                return
            self.outcome.frames.append((chr(kind), bytes(self._received[head : head + length])))
            del self._received[: head + length]

    def _kill(self, excess: str) -> None:
        self.outcome.excess = excess
        if not self._ended:
            self._control.send(protocol.KILL)

    def _take_end(self) -> None:
        message = self._control.recv(256)
        if len(message) != protocol.ENDED.size:
            raise SandboxBroken("the sandbox went away in the middle of a job")
        _, status, reason, user, system, self.outcome.zygote_kib = protocol.ENDED.unpack(message)
        self.outcome.status, self.outcome.reason = status, reason
        self.outcome.cpu_seconds = (user + system) / 1e6
        self._ended = True
