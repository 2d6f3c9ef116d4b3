"""The worker says that it is there, with the layers of its sandbox: see `submissions.workers`."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import structlog
from celery import Celery
from celery.signals import worker_ready

from submissions import workers
from submissions.settings import Settings
from submissions.workers import Worker
from worker.sandbox.host import Sandbox

log = structlog.get_logger()


class Heartbeat:
    """Knows what there is to say once a sandbox was seen, and says it when asked."""

    def __init__(self, app: Celery, settings: Settings) -> None:
        self._app = app
        self._processes = settings.workers
        self._worker: Worker | None = None

    def saw(self, sandbox: Sandbox) -> None:
        """Keep the layers of a sandbox of this worker."""
        layers = dict(sandbox.layers)
        refused: Any = layers.pop("refused")
        layers.pop("start_ms")
        self._worker = Worker("", self._processes, tuple(layers), refused)

    def beat(self) -> None:
        """Say it. That the broker is away is no reason to stop grading."""
        if self._worker is None:
            return
        try:
            workers.tell(self._app, self._worker)
        except Exception as error:
            log.warning("the broker took no heartbeat", error=str(error))

    def start(self, sender: Any, **_: Any) -> None:
        """Say it now and then every half minute, in the worker's own loop (`sender` is its consumer)."""
        if self._worker is not None:
            self._worker = replace(self._worker, name=sender.hostname)
        self.beat()
        sender.timer.call_repeatedly(workers.EVERY_SECONDS, self.beat)


def install(app: Celery, settings: Settings) -> Heartbeat:
    """The heartbeat of this worker, which starts when the worker is ready."""
    heartbeat = Heartbeat(app, settings)
    worker_ready.connect(heartbeat.start, weak=False)
    return heartbeat
