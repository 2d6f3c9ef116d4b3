"""The worker says that it is there, with the layers of its sandbox: see `submissions.workers`.

It says so in its own loop, so that a worker whose loop hangs falls silent. Celery's may hang for ever on a
connection to the broker that broke at the wrong moment; then this process ends, and whoever started it (the
launcher, the container) starts another. What it held is graded when its lease has run out.
"""

from __future__ import annotations

import os
import signal
import time
from dataclasses import replace
from threading import Thread
from typing import Any

import structlog
from celery import Celery, bootsteps
from celery.signals import worker_ready

from submissions import workers
from submissions.settings import Settings
from submissions.workers import Worker
from worker.sandbox.host import Sandbox

SILENT_SECONDS = 4 * workers.EVERY_SECONDS
"""After this long without a beat the loop is looked at."""

log = structlog.get_logger()


class Heartbeat:
    """Knows what there is to say once a sandbox was seen, and says it when asked."""

    def __init__(self, app: Celery, settings: Settings) -> None:
        self._app = app
        self._processes = settings.workers
        self._worker: Worker | None = None
        self._entry: Any = None
        self._last: float | None = None

    def saw(self, sandbox: Sandbox) -> None:
        """Keep the layers of a sandbox of this worker."""
        layers = dict(sandbox.layers)
        refused: Any = layers.pop("refused")
        layers.pop("start_ms")
        self._worker = Worker("", self._processes, tuple(layers), refused)

    def beat(self) -> None:
        """Say it. That the broker is away is no reason to stop grading."""
        self._last = time.monotonic()
        if self._worker is None:
            return
        try:
            workers.tell(self._app, self._worker)
        except Exception as error:
            log.warning("the broker took no heartbeat", error=str(error))

    def start(self, consumer: Any) -> None:
        """Say it now and then every half minute, in the worker's own loop.

        Called again whenever the worker found its broker again, which forgets what was in its timer.
        """
        if self._worker is not None:
            self._worker = replace(self._worker, name=consumer.hostname)
        self.beat()
        if self._entry is not None:
            self._entry.cancel()
        self._entry = consumer.timer.call_repeatedly(workers.EVERY_SECONDS, self.beat)

    def hangs(self, now: float) -> bool:
        """Whether the loop has been silent for long although the broker answers; `now` is monotonic."""
        if self._last is None or now - self._last < SILENT_SECONDS:
            return False
        try:
            with self._app.connection_for_write() as connection:
                connection.ensure_connection(max_retries=1, interval_start=0, interval_step=0, timeout=2)
        except Exception:  # the worker waits for its broker, and finds it by itself
            return False
        return True

    def watch(self) -> None:
        """End this process when its loop hangs, seen twice so that one that just awakes gets its chance."""
        seen = 0
        while seen < 2:
            time.sleep(workers.EVERY_SECONDS)
            seen = seen + 1 if self.hangs(time.monotonic()) else 0
        log.critical("the worker's loop hangs: the process ends, to be started anew")
        os.kill(os.getpid(), signal.SIGKILL)


def install(app: Celery, settings: Settings) -> Heartbeat:
    """The heartbeat of this worker: it starts with every connection to the broker, and is watched."""
    heartbeat = Heartbeat(app, settings)

    class Beat(bootsteps.StartStopStep):  # type: ignore[misc]
        """Part of what Celery's consumer starts each time it has reached the broker."""

        requires = ("celery.worker.consumer.tasks:Tasks",)

        def start(self, parent: Any) -> None:
            heartbeat.start(parent)

    app.steps["consumer"].add(Beat)
    watcher = Thread(target=heartbeat.watch, name="watch of the loop", daemon=True)
    worker_ready.connect(lambda **_: watcher.start(), weak=False)
    return heartbeat
