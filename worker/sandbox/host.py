"""The sandbox as the worker uses it: `Sandbox(limits).run(job) -> Run`.

    with Sandbox(Limits(), require="seccomp") as sandbox:
        run = sandbox.run(job)

One `Sandbox` holds one zygote and runs one job at a time; any thread may use it. After a fork (a Celery
pool process) the copy in the new process starts a zygote of its own.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from dataclasses import replace
from functools import partial
from types import TracebackType
from typing import Any, Self

from grader.messages import Fault, FaultKind, Job, Run
from worker.sandbox import faults, launch, replies, requirements, turns
from worker.sandbox.codec import encode_job
from worker.sandbox.errors import SandboxBroken, SandboxError, SandboxRefused
from worker.sandbox.exchange import Exchange
from worker.sandbox.limits import Limits
from worker.sandbox.progress import Progress

__all__ = ["Limits", "Sandbox", "SandboxBroken", "SandboxError", "SandboxRefused"]

TRIES = 2


class Sandbox:
    """Runs uploads, each in a process of its own behind every lock that this machine has.

    Args:
        limits: what one upload may use.
        require: layers without which nothing is run, such as `seccomp,landlock|userns`.

    Raises:
        SandboxRefused: a required layer is not in force, or this is not Linux.
        SandboxBroken: the zygote does not start.
    """

    def __init__(self, limits: Limits | None = None, require: str = "seccomp") -> None:
        if sys.platform != "linux":
            raise SandboxRefused("Uploads can be run on Linux only. Use the Docker image on this machine.")
        self.limits = limits or Limits()
        self.require = require
        self._lock = threading.Lock()
        self._zygote: launch.Zygote | None = None
        self._owner = os.getpid()
        self.starts = 0
        """How often a zygote was started: more than once if one was used up, or broke."""
        self._start()

    @property
    def layers(self) -> dict[str, object]:
        """The layers that were tried and hold, by name; `refused` has the reasons for the others."""
        report = self._report
        return {**report["in_force"], "refused": report["refused"], "start_ms": report["start_ms"]}

    def run(self, job: Job, progress: Progress | None = None) -> Run:
        """Run `job` and return one reply per call; meanwhile `progress` says how far it is.

        Raises:
            SandboxBroken: the sandbox failed twice; the job may be sent again later.
            SandboxRefused: a zygote that was started anew lacks a required layer.
            CodecError: a planned argument cannot be sent.
        """
        if len(job.source) > self.limits.source_bytes:
            return _too_large(job, self.limits)
        self._leave_parent()
        with self._lock:
            started = time.perf_counter()
            if progress is not None:
                progress.whole(job)
            run = turns.run(job, self.limits, partial(self._try_twice, progress=progress))
        return replace(run, sandbox_ms=1000 * (time.perf_counter() - started))

    def _try_twice(self, job: Job, limits: Limits, progress: Progress | None) -> Run:
        request = encode_job(job)
        for attempt in range(TRIES):
            try:
                zygote = self._ready_zygote()
                if progress is not None:
                    progress.begin(job.calls)
                outcome = Exchange(zygote, request, len(job.calls), limits, progress).run()
                return replies.read(outcome, job, limits)
            except SandboxBroken:
                self._stop()
                if attempt + 1 == TRIES:
                    raise
            except BaseException:  # an interrupt in the middle of a job leaves an answer on the wire
                self._stop()
                raise
        raise AssertionError

    def _leave_parent(self) -> None:
        """After a fork: the zygote and the lock are the parent's, and are left to it."""
        if self._owner != os.getpid():
            if self._zygote:
                self._zygote.forget()
            self._zygote, self._owner, self._lock = None, os.getpid(), threading.Lock()

    def _ready_zygote(self) -> launch.Zygote:
        """The zygote, started anew if it is used up or gone."""
        if self._zygote and self._zygote.is_used_up(self.limits):
            self._stop()
        return self._zygote or self._start()

    def _start(self) -> launch.Zygote:
        zygote = launch.Zygote()
        try:
            requirements.check(self.require, zygote.report["in_force"], zygote.report["refused"])
            zygote.prepare(self.limits)
        except (SandboxRefused, SandboxBroken):
            zygote.close()
            raise
        self._report: dict[str, Any] = zygote.report
        self._zygote = zygote
        self.starts += 1
        return zygote

    def _stop(self) -> None:
        if self._zygote:
            self._zygote.close()
        self._zygote = None

    def close(self) -> None:
        """End the zygote. The sandbox may be used again; it then starts a new one."""
        self._leave_parent()
        with self._lock:
            self._stop()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _too_large(job: Job, limits: Limits) -> Run:
    size, limit = len(job.source) >> 10, limits.source_bytes >> 10
    fault = Fault(FaultKind.TOO_LARGE, faults.TOO_LARGE.format(size=size, limit=limit))
    return Run(replies=(fault,) * len(job.calls), fault=fault)
