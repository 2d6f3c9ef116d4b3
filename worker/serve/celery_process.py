"""Runs Celery's worker or beat in this process, and says through a descriptor when the worker is ready."""

from __future__ import annotations

import os
from typing import Any

from celery.signals import worker_ready

from worker.serve.probes import READY


def run(arguments: list[str], ready_fd: int | None = None) -> None:
    """Run `arguments` of Celery's command line; it ends the process.

    With `ready_fd`, READY is written to that descriptor as soon as the worker takes tasks.
    """
    # Imported late: the application reads the settings when it is imported.
    from worker.app import app

    if ready_fd is not None:
        os.set_inheritable(ready_fd, False)

        def tell(**_: Any) -> None:
            os.write(ready_fd, READY)
            os.close(ready_fd)

        worker_ready.connect(tell, weak=False)
    app.start(argv=arguments)
