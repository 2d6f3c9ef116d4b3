"""Settings of gunicorn that are the same everywhere; its command line says the rest (`roles.web`)."""

import gc
import os
import sys
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


def post_fork(server: Any, _worker: Any) -> None:
    """Take nothing from the folder the server was started in for a part of Dout, as `python -P` says:
    gunicorn puts it before all else."""
    told = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    if sys.flags.safe_path and sys.path[0] == server.cfg.chdir and server.cfg.chdir not in told:
        del sys.path[0]


def post_worker_init(worker: Any) -> None:
    """Let open event streams end when the server is told to stop, so that it need not wait for them.

    What has been imported by now stays for good: the garbage collector looks past it, and so takes a third
    off a page that reads much. Then the boards of the tutors are counted before the first of them asks.
    """
    from submissions import events
    from submissions.pages.teaching import warming

    events.end_when(worker.wsgi, lambda: not worker.alive)
    warming.read_templates(worker.wsgi)
    gc.collect()
    gc.freeze()
    warming.begin(worker.wsgi, lambda: worker.alive)
