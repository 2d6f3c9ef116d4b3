"""Tells how far a grading is that takes a while, so that the student's page can say so.

A thread of its own writes it down, a few times a second and never in the first moments: an upload that is
quick is not slowed down, and one that is slow does not wait for the record. What goes wrong here is no
fault: nobody's verdict hangs on it.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import structlog

from submissions.database import Database
from submissions.store import progress
from worker.sandbox.progress import Progress

EVERY_SECONDS = 0.4
"""What takes less is never told of."""

log = structlog.get_logger()


@dataclass(eq=False)
class _Grading:
    submission_id: str
    lease: str
    progress: Progress = field(default_factory=Progress)
    told: dict[str, tuple[int, int]] = field(default_factory=dict)


class Teller:
    """One per process that grades."""

    def __init__(self, database: Database, every: float = EVERY_SECONDS) -> None:
        self._database = database
        self._every = every
        self._now: _Grading | None = None
        self._begun = threading.Event()
        self._closing = threading.Event()
        self._thread: threading.Thread | None = None

    @contextmanager
    def following(self, submission_id: str, lease: str) -> Iterator[Progress]:
        """While the block lasts it is told how far the progress is."""
        if self._thread is None and not self._closing.is_set():
            self._thread = threading.Thread(target=self._run, name="teller", daemon=True)
            self._thread.start()
        self._now = _Grading(submission_id, lease)
        self._begun.set()
        try:
            yield self._now.progress
        finally:
            self._now = None

    def close(self) -> None:
        """Tell nothing more."""
        self._closing.set()
        self._begun.set()
        if self._thread is not None:
            self._thread.join(1.0)

    def _run(self) -> None:
        while not self._closing.is_set():
            self._begun.wait()
            self._begun.clear()
            while (seen := self._now) is not None and not self._closing.wait(self._every):
                if self._now is seen:
                    self._tell(seen)

    def _tell(self, grading: _Grading) -> None:
        counts = grading.progress.counts()
        if not counts or counts == grading.told:
            return
        try:
            with self._database.write() as session:
                progress.note(session, grading.submission_id, grading.lease, counts)
            grading.told = counts
        except Exception as error:  # the record is away, or the submission was deleted
            log.info("progress not told", submission=grading.submission_id, kind=type(error).__name__)
