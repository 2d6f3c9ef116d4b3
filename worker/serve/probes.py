"""Questions that tell whether a child is ready. Each answers at once with yes or no and never raises."""

from __future__ import annotations

import http.client
import os
import socket
from pathlib import Path

PATIENCE_SECONDS = 1.0
READY_PATH = "/readyz"
READY = b"ready\n"
"""What a child writes into its pipe once it is ready."""


def broker(path: Path) -> bool:
    """Whether the broker answers PING on its socket."""
    with socket.socket(socket.AF_UNIX) as client:
        client.settimeout(PATIENCE_SECONDS)
        try:
            client.connect(str(path))
            client.sendall(b"PING\r\n")
            return client.recv(64).startswith(b"+PONG")
        except OSError:
            return False


def web(host: str, port: int) -> bool:
    """Whether the web server says that it can serve (database and broker within reach)."""
    near = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - asked, not bound
    connection = http.client.HTTPConnection(near, port, timeout=PATIENCE_SECONDS)
    try:
        connection.request("GET", READY_PATH)
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def told(fd: int) -> bool:
    """Whether the child wrote READY into the pipe `fd`, which must not block."""
    try:
        return os.read(fd, len(READY)) == READY
    except OSError:
        return False
