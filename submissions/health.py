"""For the operator: does the process live, and can it do its work?"""

from __future__ import annotations

import structlog
from flask import Blueprint, Response, jsonify

from submissions.problems import ProblemError
from submissions.services import services

health = Blueprint("health", __name__)
log = structlog.get_logger()


@health.get("/healthz")
def healthz() -> Response:
    """The process answers."""
    return jsonify(status="ok")


@health.get("/readyz")
def readyz() -> Response:
    """Database (with every migration) and broker answer; 503 says which does not."""
    parts = {"database": _database(), "broker": _broker()}
    if not all(parts.values()):
        ailing = " and ".join(name for name, well in parts.items() if not well)
        raise ProblemError(
            503,
            f"Not ready: {ailing}. The log says why; what is handed in meanwhile is kept.",
            database=parts["database"],
            broker=parts["broker"],
        )
    return jsonify(status="ok", **parts)


def _database() -> bool:
    try:
        return services().database.is_current()
    except Exception as error:
        log.warning("the database does not answer", error=str(error))
        return False


def _broker() -> bool:
    try:
        services().queue.ping()
    except Exception as error:
        log.warning("the broker does not answer", error=str(error))
        return False
    return True
