"""For the operator: does the process live, and can it do its work?"""

from __future__ import annotations

import structlog
from flask import Blueprint, Response, current_app, jsonify

from submissions.heard import Heard
from submissions.problems import ProblemError
from submissions.services import services

health = Blueprint("health", __name__)
log = structlog.get_logger()
HEARD = "dout.heard"


@health.get("/healthz")
def healthz() -> Response:
    """The process answers; `layers` are those that lock the sandbox of every worker, null if none is known.

    It is well without workers and without broker, and waits for neither.
    """
    extensions = current_app.extensions
    heard: Heard = extensions.get(HEARD) or extensions.setdefault(HEARD, Heard(services().queue.workers))
    return jsonify(status="ok", layers=heard.layers())


@health.get("/readyz")
def readyz() -> Response:
    """Database (with every migration) and broker answer; 503 says which does not.

    It lists the workers that were heard of lately, too. None is no reason to turn uploads away.
    """
    parts = {"database": _database(), "broker": _broker()}
    if not all(parts.values()):
        ailing = " and ".join(name for name, well in parts.items() if not well)
        raise ProblemError(
            503,
            f"Not ready: {ailing}. The log says why; what is handed in meanwhile is kept.",
            database=parts["database"],
            broker=parts["broker"],
        )
    return jsonify(status="ok", **parts, workers=_workers())


def _database() -> bool:
    try:
        return services().database.is_current()
    except Exception as error:
        log.warning("the database does not answer", error=str(error))
        return False


def _workers() -> list[dict[str, object]]:
    """Processes and layers of each worker; not its name, which tells strangers about the network."""
    try:
        workers = services().queue.workers()
    except Exception as error:
        log.warning("the workers are not known", error=str(error))
        return []
    return [{"processes": worker.processes, "layers": list(worker.layers)} for worker in workers]


def _broker() -> bool:
    try:
        services().queue.ping()
    except Exception as error:
        log.warning("the broker does not answer", error=str(error))
        return False
    return True
