"""What a request needs of the process it runs in: settings, record, queue, counters, from `create_app`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from flask import current_app

from submissions.auth.throttle import Throttle
from submissions.database import Database
from submissions.queue import Queue
from submissions.settings import Settings

KEY = "dout"


@dataclass(frozen=True)
class Services:
    """The parts of one web process."""

    settings: Settings
    database: Database
    queue: Queue
    throttle: Throttle


def services() -> Services:
    """Those of the application that answers the current request."""
    return cast(Services, current_app.extensions[KEY])
