"""One job over the sockets: send it, collect bounded frames and output, until the child is dead.

Nothing is judged here and nothing the child says is believed: frames are counted and measured, then handed
on as bytes. A child that answers too much is killed.
"""

from __future__ import annotations

import os
import select
import time
from dataclasses import dataclass, field

from worker.sandbox.errors import SandboxBroken
from worker.sandbox.inside import protocol
from worker.sandbox.launch import Zygote
from worker.sandbox.limits import Limits
from worker.sandbox.progress import Progress

PIECE = 1 << 18
KEPT_OUTPUT = 64 << 10
GRACE_SECONDS = 3.0
"""After the longest time the zygote has this long to say so."""
DRAIN_SECONDS = 0.5
PAUSE_SECONDS = 0.004
"""After taking what a child sent, let it send more before looking again: waking up for each of its frames
costs more than the frame. The socket holds them meanwhile, so that none is lost if the child dies."""
ANSWERS = frozenset(map(ord, (protocol.RETURNED, protocol.FAULT)))


@dataclass
class Outcome:
    """How a child ended, and all it said. `excess` says which bound of ours it broke.

    A child that says that it has answered all and closes its streams is not waited for: nothing more can come
    from it, and how it `ended` does not matter.
    """

    frames: list[tuple[str, bytes]] = field(default_factory=list)
    output: bytes = b""
    ended: bool = False
    status: int = 0
    reason: int = protocol.REASON_EXIT
    cpu_seconds: float = 0.0
    excess: str = ""  # output: printed too much; answers: sent back too much; frames: more than was asked


class Exchange:
    """The state of one job on the wire. `progress` knows what it calls."""

    def __init__(
        self, zygote: Zygote, request: bytes, calls: int, limits: Limits, progress: Progress | None = None
    ) -> None:
        self.outcome = Outcome()
        self._zygote = zygote
        self._rest = memoryview(request)
        self._max_frames = calls + 3
        self._progress = progress
        self._limits = limits
        self._received = bytearray()
        self._received_bytes = self._output_bytes = 0

    def run(self) -> Outcome:
        """Send the job and wait for its end. Raises SandboxBroken if the zygote fails us."""
        try:
            line = self._zygote.start(self._limits)
            self._job, self._output = line.job, line.output
            try:
                self._pump()
            finally:
                line.close()
        except OSError as reason:
            raise SandboxBroken(f"the sandbox went away: {reason}") from reason
        return self.outcome

    def _is_over(self) -> bool:
        """Whether the child is gone, or has said that all is answered."""
        frames = self.outcome.frames
        return self.outcome.ended or bool(frames and frames[-1][0] == protocol.DONE)

    def _pump(self) -> None:
        """Move bytes until both of the child's streams are dry and it is over."""
        control = self._zygote.control.fileno()
        poll = select.poll()
        poll.register(self._job, select.POLLIN | select.POLLOUT)
        poll.register(self._output, select.POLLIN)
        poll.register(control, select.POLLIN)
        streams, paused = {self._job.fileno(), self._output}, set[int]()
        deadline = time.monotonic() + self._limits.longest_seconds + GRACE_SECONDS
        while streams or not self._is_over():
            left = DRAIN_SECONDS if self.outcome.ended else deadline - time.monotonic()
            events = poll.poll(1000 * (min(left, PAUSE_SECONDS) if paused else max(left, 0)))
            if not events and not paused:
                if self.outcome.ended:
                    return
                raise SandboxBroken("the sandbox did not answer in time")
            self._wake(poll, paused)
            for descriptor, event in events:
                if descriptor == control:
                    self._take_end()
                    poll.unregister(control)
                    continue
                if event & select.POLLOUT and not self._send():
                    poll.modify(self._job, select.POLLIN)
                if event & ~select.POLLOUT:
                    self._take_from(descriptor, poll, streams, paused)
            if self._output not in streams:  # it closed its streams: the end is there, or as good as there
                self._wake(poll, paused)

    @staticmethod
    def _wake(poll: select.poll, paused: set[int]) -> None:
        for descriptor in paused:
            poll.register(descriptor, select.POLLIN)
        paused.clear()

    def _take_from(self, descriptor: int, poll: select.poll, streams: set[int], paused: set[int]) -> None:
        """Take a piece, and let the stream rest if that was all, or for good if it ended."""
        taken = self._take(descriptor)
        if not taken:
            streams.discard(descriptor)
        elif taken < PIECE and not self._rest and not self.outcome.ended:
            paused.add(descriptor)
        else:
            return
        poll.unregister(descriptor)

    def _send(self) -> bool:
        """Send a piece of the job; False when nothing is left to send."""
        try:
            self._rest = self._rest[self._job.send(self._rest[:PIECE]) :]
        except BlockingIOError:
            return True
        except OSError:  # the child is gone; its end is on the way
            self._rest = memoryview(b"")
        return bool(self._rest)

    def _take(self, descriptor: int) -> int:
        """Take a piece from the child; return its size, 0 at the end of the stream."""
        try:
            piece = os.read(descriptor, PIECE)
        except BlockingIOError:
            return 1
        except OSError:
            return 0
        if piece and not self.outcome.excess:
            if descriptor == self._output:
                self._take_output(piece)
            else:
                self._take_frames(piece)
        return len(piece)

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
            if self._progress is not None and kind in ANSWERS:
                self._progress.hear()

    def _kill(self, excess: str) -> None:
        self.outcome.excess = excess
        if not self.outcome.ended:
            self._zygote.control.send(protocol.KILL)

    def _take_end(self) -> None:
        end = self._zygote.take_end()
        self.outcome.status, self.outcome.reason, self.outcome.cpu_seconds = end
        self.outcome.ended = True
