"""What the workers said last of their sandboxes, for who cannot wait for the broker."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import structlog

from submissions.workers import Worker

FRESH_SECONDS = 5.0
PATIENCE_SECONDS = 0.2
log = structlog.get_logger()


class Heard:
    """Asks in a thread of its own, one at a time; an answer is used for `FRESH_SECONDS`.

    Args:
        ask: the workers that were heard of lately; may raise, and may take its time.
    """

    def __init__(self, ask: Callable[[], list[Worker]]) -> None:
        self._ask = ask
        self._lock = threading.Lock()
        self._asking: threading.Thread | None = None
        self._layers: list[str] | None = None
        self._until = 0.0

    def layers(self) -> list[str] | None:
        """The layers that hold at every worker; None if no worker is known, or not in time."""
        if time.monotonic() >= self._until:
            self._thread().join(PATIENCE_SECONDS)
        return self._layers if time.monotonic() < self._until else None

    def _thread(self) -> threading.Thread:
        """The one that asks."""
        with self._lock:
            if self._asking is None or not self._asking.is_alive():
                self._asking = threading.Thread(target=self._hear, name="heard", daemon=True)
                self._asking.start()
            return self._asking

    def _hear(self) -> None:
        try:
            self._layers = common(self._ask())
        except Exception as error:
            log.warning("the workers are not known", error=str(error))
            self._layers = None
        self._until = time.monotonic() + FRESH_SECONDS


def common(workers: list[Worker]) -> list[str] | None:
    """Layers of the first worker, in their order, that all others have, too."""
    if not workers:
        return None
    return [layer for layer in workers[0].layers if all(layer in worker.layers for worker in workers)]
