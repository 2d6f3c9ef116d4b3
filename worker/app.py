"""The Celery application of the worker: `celery -A worker.app worker`, and `… beat` for the sweep.

Importing this module reads the settings from the environment. The web side never does: it sends by name.
"""

from __future__ import annotations

from submissions import logs
from submissions.queue import celery_app
from submissions.settings import Settings
from worker import tasks

settings = Settings.from_environment()
logs.configure(settings)
app = celery_app(settings)
tasks.install(app, settings)
