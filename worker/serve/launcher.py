"""Starts the children in order, watches them, and stops them so that nothing is left.

Signals are not handled but waited for (sigtimedwait): one thread, no race between a signal and a decision.
SIGINT, SIGTERM and SIGHUP stop everything; a second one kills what still runs. Whatever a dying child leaves
behind is adopted by this process and ended with it; if this process itself is killed, the kernel sends its
children SIGTERM (`kernel.leash`).
"""

from __future__ import annotations

import math
import signal
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence

from worker.serve import kernel
from worker.serve.child import Child, how_it_ended
from worker.serve.errors import StartError

START_SECONDS = 80.0
STOP_SIGNALS = {signal.SIGINT, signal.SIGTERM, signal.SIGHUP}
TICK_SECONDS = 0.05
WATCH_SECONDS = 1.0
DEATHS_ALLOWED = 5
DEATHS_WITHIN_SECONDS = 60.0
BACK_OFF_SECONDS = (0.2, 1.0, 2.0, 4.0)

Say = Callable[[str], None]


class StopAsked(Exception):  # noqa: N818 - it is no error
    """Somebody wants the service to end."""


class Launcher:
    """Starts children in the order given; the first of all, on which the others lean, is stopped last."""

    def __init__(self, environ: Mapping[str, str], say: Say) -> None:
        self._environ = environ
        self._say = say
        self._running: list[Child] = []
        self._deaths: dict[str, deque[float]] = {}
        self._due: dict[str, float] = {}
        self._asked: dict[str, float] = {}
        kernel.adopt_orphans()
        self._signals = set(STOP_SIGNALS)
        if signal.getsignal(signal.SIGHUP) is signal.SIG_IGN:
            self._signals.discard(signal.SIGHUP)  # nohup: it is meant to outlive the terminal
        signal.pthread_sigmask(signal.SIG_BLOCK, self._signals | {signal.SIGCHLD})

    def complete(self, child: Child) -> None:
        """Run a child that does its work and ends.

        Raises:
            StartError: it failed.
            StopAsked: a signal came first.
        """
        self._running.append(child)
        child.start(self._environ)
        self._wait(lambda: child.ended() is not None, child.name)
        self._running.remove(child)
        if child.ended() != 0:
            raise _failed(child, "could not be done")

    def start(self, children: Sequence[Child]) -> None:
        """Start children side by side and wait until all are ready.

        Raises:
            StartError: one ended, or did not become ready in time.
            StopAsked: a signal came first.
        """
        for child in children:
            self._running.append(child)
            child.start(self._environ)
        waiting = list(children)

        def all_ready() -> bool:
            for child in list(waiting):
                if child.ended() is not None:
                    raise _failed(child, "did not start")
                if child.became_ready():
                    waiting.remove(child)
            return not waiting

        self._wait(all_ready, " and ".join(child.name for child in children))

    def watch(self) -> None:
        """Restart what dies, until a stop is asked for.

        Raises:
            StartError: a child dies again and again.
            StopAsked: a signal came.
        """
        while True:
            busy = self._due or any(not child.ready for child in self._running)
            self._pause(TICK_SECONDS if busy else WATCH_SECONDS)
            for child in self._running:
                self._mend(child)

    def _mend(self, child: Child) -> None:
        if child.name in self._due:
            if time.monotonic() >= self._due[child.name]:
                del self._due[child.name]
                child.start(self._environ)
            return
        status = child.ended()
        if status is not None and self._asked.pop(child.name, 0.0):
            child.start(self._environ)
        elif status is not None:
            self._died(child, how_it_ended(status))
        elif time.monotonic() > self._asked.get(child.name, math.inf):
            child.send(signal.SIGKILL)
        elif child.became_ready():
            self._say(f"The {child.name} is back.")
            self._restart_dependants(child)

    def _restart_dependants(self, child: Child) -> None:
        """Celery may wait for ever on a connection that broke at the wrong moment; a new process does not."""
        for other in self._running:
            if other.needs == child.name and other.ended() is None:
                self._asked[other.name] = time.monotonic() + other.grace
                other.send(signal.SIGTERM)

    def _died(self, child: Child, how: str) -> None:
        child.kill_group()
        now = time.monotonic()
        deaths = self._deaths.setdefault(child.name, deque(maxlen=DEATHS_ALLOWED))
        deaths.append(now)
        recent = sum(1 for death in deaths if now - death < DEATHS_WITHIN_SECONDS)
        if recent >= DEATHS_ALLOWED:
            raise _failed(child, f"died {recent} times within a minute")
        wait = BACK_OFF_SECONDS[min(recent, len(BACK_OFF_SECONDS)) - 1]
        self._due[child.name] = now + wait
        self._say(f"The {child.name} {how}; it is started again in {wait:g} s (log: {child.log}).")

    def stop(self) -> None:
        """Stop all children and whatever descends from this process; a second signal makes it short."""
        front, back = self._running[1:], self._running[:1]
        for group in (front, back):
            for child in group:
                child.send(signal.SIGTERM)
            deadlines = {child.name: time.monotonic() + child.grace for child in group}
            while alive := [child for child in group if child.ended() is None]:
                hurry = self._signal(TICK_SECONDS) is not None
                for child in alive:
                    if hurry or time.monotonic() > deadlines[child.name]:
                        child.send(signal.SIGKILL)
            for child in group:
                child.kill_group()
        kernel.end_descendants(seconds=1.0)
        self._running.clear()

    def _wait(self, done: Callable[[], bool], what: str) -> None:
        deadline = time.monotonic() + START_SECONDS
        while not done():
            if time.monotonic() > deadline:
                late = [child for child in self._running if not child.ready and child.ended() is None]
                raise _failed(late[-1] if late else self._running[-1], "is not ready after 80 s")
            self._pause(TICK_SECONDS)

    def _pause(self, seconds: float) -> None:
        """Wait for a signal for so long at most. Raises StopAsked."""
        if self._signal(seconds) is not None:
            raise StopAsked

    def _signal(self, seconds: float) -> signal.Signals | None:
        """The stop signal that comes within that time; the end of a child only shortens the wait."""
        came = signal.sigtimedwait(self._signals | {signal.SIGCHLD}, seconds)
        kernel.reap_orphans({child.pid for child in self._running if child.pid})
        if came is None or came.si_signo == signal.SIGCHLD:
            return None
        return signal.Signals(came.si_signo)


def _failed(child: Child, how: str) -> StartError:
    tail = child.tail()
    ending = f" The end of its log {child.log}:\n{tail}" if tail else f" Its log {child.log} is empty."
    return StartError(f"The {child.name} {how}.{ending}")
