"""How long a child may take by the clock on the wall.

A child that waits, or that has a processor to itself, is stopped at the wall limit. One that computes but
gets little of the processor, because the machine is busy with others, is not to blame for that: it has
longer, and what it computes is bounded by its processor time anyway.
"""

from __future__ import annotations

import select
import signal
import time

TIME_TO_EXPLAIN = 0.1
"""Seconds between the alarm, which names the line, and the kill."""
WAITS, COMPUTES = 0.01, 0.9
"""Shares of a processor: who uses less waits for something else, who uses more was not held up by others."""


class Deadline:
    """The deadline of one child, which is counted from its first wait."""

    def __init__(self, pid: int, seconds: float, busy_seconds: float) -> None:
        self._clock = ~pid << 3 | 2  # the processor time of the process: see clock_getcpuclockid(3)
        self._seconds = seconds
        self._stretch = busy_seconds / seconds

    def parts(self) -> tuple[tuple[float, signal.Signals], ...]:
        """The parts of the time in seconds, each with the signal that is due at its end."""
        last = min(TIME_TO_EXPLAIN, self._seconds / 4)
        half = self._seconds / 2
        return (half, signal.SIGALRM), (half - last, signal.SIGALRM), (last, signal.SIGKILL)

    def wait(self, poll: select.poll, seconds: float) -> list[tuple[int, int]]:
        """What became ready in this time, or in up to `busy_seconds / seconds` times as much if it computes
        and others hold it up; nothing if the time is up."""
        end = time.monotonic() + seconds * self._stretch
        while True:
            began, computed = time.monotonic(), self._computed()
            ready = poll.poll(1000 * min(seconds, max(end - began, 0)))
            now = time.monotonic()
            share = (self._computed() - computed) / max(now - began, 1e-6)
            if ready or now >= end or not WAITS < share < COMPUTES:
                return ready

    def _computed(self) -> float:
        return time.clock_gettime(self._clock)
