"""A stream of submissions over HTTP that goes on whatever happens, and knows what was accepted."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import requests

from tests.service import ROOT, Dout

SOLUTIONS = ROOT / "tests" / "solutions"
SLOW = b"import time\ntime.sleep(0.1)\n" + (SOLUTIONS / "right" / "matmul.py").read_bytes()
UPLOADS = (
    (SOLUTIONS / "right" / "matmul.py").read_bytes(),
    (SOLUTIONS / "wrong" / "dw_mean.py").read_bytes(),
    b"def affine_backward(dout, cache)\n    return dout\n",
    SLOW,
)
PAUSE_SECONDS = 0.1


class Stream:
    """`accepted` are the ids that were answered with 202; `refused` counts every other answer, and none."""

    def __init__(self, dout: Dout) -> None:
        self._dout = dout
        self._end = threading.Event()
        self._threads = [threading.Thread(target=self._run, args=(at,)) for at in range(2)]
        self.accepted: list[str] = []
        self.refused = 0
        self.slowest = 0.0

    def start(self) -> None:
        """Begin to hand in."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Hand in no more."""
        self._end.set()
        for thread in self._threads:
            thread.join()

    def _run(self, at: int) -> None:
        while not self._end.wait(PAUSE_SECONDS):
            at += 1
            started = time.monotonic()
            try:
                answer = self._dout.api(
                    "POST",
                    "/assignments/matrix-derivatives/submissions",
                    files={"file": ("layers.py", UPLOADS[at % len(UPLOADS)])},
                )
            except requests.RequestException:  # whoever gets no answer sends again: this thread, next time
                self.refused += 1
                continue
            if answer.status_code == 202:
                self.accepted.append(answer.json()["id"])
                self.slowest = max(self.slowest, time.monotonic() - started)
            else:
                assert answer.status_code >= 500, answer.text
                self.refused += 1


@contextmanager
def streaming(dout: Dout) -> Iterator[Stream]:
    """A stream that runs while the block lasts."""
    stream = Stream(dout)
    stream.start()
    try:
        yield stream
    finally:
        stream.stop()
