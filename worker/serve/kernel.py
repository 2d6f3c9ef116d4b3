"""What the launcher asks of Linux so that no process outlives it: prctl(2) and /proc."""

from __future__ import annotations

import ctypes
import os
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36

_libc = ctypes.CDLL(None, use_errno=True)


def leash(nice: int = 0) -> Callable[[], None]:
    """What a child does between fork and exec: it will get SIGTERM when the launcher is gone.

    A launcher that died before prctl took hold is seen by the changed parent. The launcher's blocked
    signals are let in again. With `nice` it lets others go first (see `step_back`).
    """
    parent = os.getpid()

    def apply() -> None:
        signal.pthread_sigmask(signal.SIG_SETMASK, ())
        _libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
        if os.getppid() != parent:
            os._exit(0)
        if nice:
            step_back(nice)

    return apply


def step_back(nice: int) -> None:
    """Let processes of other sessions have the processor first. For a process that leads its own session.

    Where Linux groups processes by session (sched(7), "the autogroup feature"), the group's value counts.
    """
    os.nice(nice)
    with suppress(OSError):
        Path("/proc/self/autogroup").write_text(str(nice))


def adopt_orphans() -> None:
    """Grandchildren whose parent dies become children of this process, so that they can be ended."""
    _libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def descendants(root: int) -> set[int]:
    """Process ids of all living descendants of `root`, found through /proc."""
    parents: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with suppress(OSError):
                # The name may hold spaces and brackets: the fields are counted after the last one.
                state, parent = (entry / "stat").read_text().rpartition(")")[2].split()[:2]
                if state not in "ZX":
                    parents[int(entry.name)] = int(parent)
    found: set[int] = set()
    fresh = {root}
    while fresh:
        fresh = {pid for pid, parent in parents.items() if parent in fresh} - found
        found |= fresh
    return found


def end_descendants(seconds: float) -> None:
    """End whatever still descends from this process: SIGTERM, and after `seconds` SIGKILL."""
    deadline = time.monotonic() + seconds
    how = signal.SIGTERM
    while left := descendants(os.getpid()):
        for pid in left:
            with suppress(ProcessLookupError):
                os.kill(pid, how)
        time.sleep(0.05)
        reap_orphans(set())
        if time.monotonic() > deadline:
            how = signal.SIGKILL
    reap_orphans(set())


def reap_orphans(ours: set[int]) -> None:
    """Bury adopted processes that have ended, but not those in `ours`, whose end others wait for."""
    seen: set[int] = set()
    while True:
        try:
            ended = os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
        except ChildProcessError:
            return
        if ended is None or ended.si_pid in ours or ended.si_pid in seen:
            return
        seen.add(ended.si_pid)
        with suppress(ChildProcessError):
            os.waitpid(ended.si_pid, os.WNOHANG)
