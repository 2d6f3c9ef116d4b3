"""The Celery application of the worker: `celery -A worker.app worker`, and `… beat` for the sweep.

Importing this module reads the settings from the environment. The web side never does: it sends by name.
"""

from __future__ import annotations

import logging

from submissions import logs
from submissions.queue import celery_app
from submissions.settings import Settings
from worker import tasks

settings = Settings.from_environment()
logs.configure(settings)
if settings.log_level.upper() != "DEBUG":
    # Celery says of every task that it came and that it is done; `tasks` says it with the submission's id.
    for name in ("celery.worker.strategy", "celery.app.trace"):
        logging.getLogger(name).setLevel(logging.WARNING)
app = celery_app(settings)
tasks.install(app, settings)
