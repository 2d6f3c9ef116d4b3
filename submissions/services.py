"""What a request needs of the process it runs in: settings, record and queue, put there by `create_app`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from flask import current_app

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


def services() -> Services:
    """Those of the application that answers the current request."""
    return cast(Services, current_app.extensions[KEY])
