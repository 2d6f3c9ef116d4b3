"""One wait for the disk for all who have committed to SQLite at about the same time.

SQLite's write-ahead log is a file that is only written on at its end, and a commit survives a power failure
as soon as the log's content up to there is on the disk. With `synchronous=FULL` each commit waits for that by
itself, while it holds the one turn to write; with `NORMAL` none waits, and SQLite syncs only at checkpoints,
where the order of writes matters: see https://www.sqlite.org/pragma.html#pragma_synchronous and
https://www.sqlite.org/wal.html#performance_considerations. So commits are made with `NORMAL`, one after the
other, and then all who wait are served by one fdatasync(2) of the log.
"""

from __future__ import annotations

import os
from contextlib import suppress
from threading import Lock


class Disk:
    """The log of one database file, as one process waits for it."""

    def __init__(self, log: str) -> None:
        self._log = log
        self._turn = Lock()
        self._asked = Lock()
        self._last = 0
        self._kept = 0
        self._lost = 0

    def keep(self) -> None:
        """Come back when all that was committed before the call is on the disk.

        Raises:
            OSError: the disk did not take it, or another's wait found that out for this call, too: Linux
                tells of a failed write once, so to ask again would prove nothing.
        """
        with self._asked:
            self._last += 1
            mine = self._last
        with self._turn:
            if self._kept < mine:
                self._sync()
            if self._lost >= mine:
                raise OSError(f"the disk did not keep {self._log}")

    def _sync(self) -> None:
        upto = self._last
        try:
            # Opened anew each time: SQLite removes the log when its last connection closes, after all of it
            # was synced into the database file.
            with suppress(FileNotFoundError):
                log = os.open(self._log, os.O_RDONLY | os.O_CLOEXEC)
                try:
                    os.fdatasync(log)
                finally:
                    os.close(log)
        except OSError:
            self._lost = upto
            raise
        finally:
            self._kept = upto
