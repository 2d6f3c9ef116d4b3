"""Which workers are there, and what locks their sandboxes: each says so every half minute, to the broker.

What is said is forgotten after a while, so a worker that is gone is not listed for long. The broker keeps it
and not the record, because it is news and no history. A broker that is no Redis keeps none: then no worker is
known, which is not the same as none being there.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any

from celery import Celery

EVERY_SECONDS = 30.0
FORGOTTEN_SECONDS = 100
PREFIX = "dout.worker."
RESTARTS = "dout.sandbox_restarts"


@dataclass(frozen=True)
class Worker:
    """One worker: Celery's name for it (celery@host), its grading processes, and its sandbox.

    `layers` are the names of those that were tried and hold; `refused` says why the others do not.
    """

    name: str
    processes: int
    layers: tuple[str, ...]
    refused: dict[str, str]


def tell(app: Celery, worker: Worker) -> None:
    """Say that a worker is there. Raises if the broker cannot be reached."""
    with app.connection_for_write() as connection:
        client = _redis(connection)
        if client is not None:
            client.set(PREFIX + worker.name, json.dumps(asdict(worker)), ex=FORGOTTEN_SECONDS)


def known(app: Celery) -> list[Worker]:
    """The workers that were heard of lately, by name. Raises if the broker cannot be reached."""
    with app.connection_for_read() as connection:
        client = _redis(connection)
        if client is None:
            return []
        said = [client.get(key) for key in sorted(client.scan_iter(match=PREFIX + "*"))]
    return [_worker(json.loads(text)) for text in said if text]


def count_restart(app: Celery) -> None:
    """Note that a sandbox was started anew. Raises if the broker cannot be reached."""
    with app.connection_for_write() as connection:
        client = _redis(connection)
        if client is not None:
            client.incr(RESTARTS)


def restarts(app: Celery) -> int:
    """How many sandboxes were started anew since the broker began. Raises if it cannot be reached."""
    with app.connection_for_read() as connection:
        client = _redis(connection)
        return int(client.get(RESTARTS) or 0) if client is not None else 0


def _redis(connection: Any) -> Any:
    """The Redis client under a connection, None if its broker is another."""
    return getattr(connection.default_channel, "client", None)


def _worker(said: dict[str, Any]) -> Worker:
    return Worker(said["name"], int(said["processes"]), tuple(said["layers"]), dict(said["refused"]))
