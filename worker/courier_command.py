"""`dout courier`: sends webhooks from a process of its own, so that no worker needs a way out."""

from __future__ import annotations

import signal

import click

from submissions.database import Database
from submissions.settings import Settings
from worker.webhooks import Courier


def run(settings: Settings) -> None:
    """Send what is due until SIGTERM or Ctrl-C."""
    database = Database(settings)
    courier = Courier(settings, database)

    def stop(*_: object) -> None:
        courier.close()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    click.echo("Sending webhooks as they are due.")
    try:
        courier.follow()
    finally:
        database.close()
