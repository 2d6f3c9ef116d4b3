"""Settings of gunicorn that are the same everywhere; its command line says the rest (`roles.web`)."""

from pathlib import Path
from typing import Any

worker_class = "gthread"
workers = 1
timeout = 60
graceful_timeout = 3
keepalive = 5
control_socket_disable = True
# The heartbeat file: on a disk it could stall the server.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108


def post_worker_init(worker: Any) -> None:
    """Let open event streams end when the server is told to stop, so that it need not wait for them."""
    from submissions import events

    events.end_when(worker.wsgi, lambda: not worker.alive)
