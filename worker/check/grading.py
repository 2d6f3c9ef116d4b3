"""Grades files side by side, each thread with a sandbox of its own."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

from grader import grading
from grader.assignment import Assignment
from grader.report import Report
from worker.check.finding import read
from worker.sandbox.host import Sandbox
from worker.verdict import verdict

OURS = "We could not grade this file: {reason}. The fault is not yours."


class Grading:
    """Grades any number of files against one assignment and one seed. Close it at the end (`with`).

    Args:
        jobs: how many files are graded at the same time.

    Raises:
        SandboxError: the sandbox does not start on this machine.
    """

    def __init__(self, assignment: Assignment, seed: str, jobs: int) -> None:
        self.assignment, self.seed = assignment, seed
        self._plan = grading.plan(assignment, seed)
        self._stack = ExitStack()
        self._first: list[Sandbox] = [self._stack.enter_context(Sandbox())]
        self._lock = threading.Lock()
        self._mine = threading.local()
        self._pool = ThreadPoolExecutor(jobs)

    def reports(self, files: Sequence[Path]) -> Iterator[tuple[Path, Report]]:
        """Each file with its report, in the order of `files`, as soon as it is there."""
        return zip(files, self._pool.map(self._report, files), strict=True)

    def _report(self, path: Path) -> Report:
        try:
            return verdict(self._plan, self._sandbox(), read(path), path.name)
        except Exception as error:  # whatever it is, it is ours: an upload's faults are no exceptions here
            return grading.broken(self.assignment, self.seed, OURS.format(reason=error))

    def _sandbox(self) -> Sandbox:
        """The sandbox of this thread; the first one was started to see whether it can be."""
        sandbox: Sandbox | None = getattr(self._mine, "sandbox", None)
        if sandbox is None:
            with self._lock:
                sandbox = self._first.pop() if self._first else self._stack.enter_context(Sandbox())
            self._mine.sandbox = sandbox
        return sandbox

    def __enter__(self) -> Grading:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        """Close the sandboxes; an interrupt waits for no upload, since the process ends."""
        if kind is KeyboardInterrupt:
            self._pool.shutdown(wait=False, cancel_futures=True)
            return
        self._pool.shutdown(cancel_futures=True)
        self._stack.close()
