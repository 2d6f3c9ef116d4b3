"""`dout serve` from its first check to its last line."""

from __future__ import annotations

import os
import socket
from dataclasses import fields, replace
from functools import partial
from pathlib import Path

from submissions.settings import PREFIX, Settings
from worker.serve import address, greeting, probes, roles
from worker.serve.child import Child
from worker.serve.errors import StartError
from worker.serve.folder import Folder, broker_socket, forget_short_folder, open_folder
from worker.serve.launcher import Launcher, StopAsked

WORKER_NICE = 5
"""Who hands in is answered first: what is graded waits in a queue anyway."""


def serve(settings: Settings, *, demo: bool) -> int:
    """Run the whole service until a signal comes. Returns the exit status.

    With `demo`, the open demo course is on, unless DOUT_DEMO says otherwise or the address is not loopback.
    """
    os.umask(0o077)
    try:
        folder = open_folder(settings.data_dir)
    except StartError as refused:
        greeting.complain(str(refused))
        return 1
    try:
        listener = address.listen(settings.host, settings.port)
    except StartError as refused:
        greeting.complain(str(refused))
        folder.close()
        return 1
    if demo and "DOUT_DEMO" not in os.environ and settings.is_loopback():
        settings = replace(settings, demo=True)
    try:
        return _run(replace(settings, data_dir=folder.path), folder, listener)
    finally:
        listener.close()
        forget_short_folder(folder)
        folder.close()


def _run(settings: Settings, folder: Folder, listener: socket.socket) -> int:
    (folder.path / greeting.DEMO_FILE).unlink(missing_ok=True)
    url = address.url(settings.host, settings.port)
    status = 0
    launcher = None
    try:
        broker, settings = _broker(settings, folder)
        launcher = Launcher(_environment(settings), greeting.say)
        greeting.say(f"Starting Dout with its data in {folder.path} …")
        launcher.start(broker)
        launcher.complete(_child("database migration", roles.dout("prepare"), folder))
        launcher.start(_front(settings, folder, listener))
        greeting.say(greeting.ready(url, folder.path))
        launcher.watch()
    except StopAsked:
        greeting.say("Stopping …")
    except StartError as refused:
        greeting.complain(str(refused))
        status = 1
    finally:
        if launcher is not None:
            launcher.stop()
    if status == 0:
        greeting.say("Dout has stopped.")
    return status


def _broker(settings: Settings, folder: Folder) -> tuple[list[Child], Settings]:
    """The bundled broker, and the settings by which all find it; none if DOUT_BROKER_URL is set."""
    if settings.broker_url:
        return [], settings
    path = broker_socket(settings, folder)
    command = roles.broker(path, folder.path)
    child = _child("broker", command, folder, probe=partial(probes.broker, path))
    return [child], replace(settings, broker_url=f"redis+socket://{path}")


def _front(settings: Settings, folder: Folder, listener: socket.socket) -> list[Child]:
    fd = listener.fileno()
    worker = _child("worker", roles.dout("worker"), folder)
    # A grading that has begun may end: its longest time, and a moment for the verdict.
    worker.tells, worker.needs = True, "broker"
    worker.grace = settings.longest_run_seconds + 5
    worker.nice = WORKER_NICE
    # The clock of the sweep by itself: inside the worker nobody would notice its death.
    beat = _child("clock of the sweep", roles.dout("beat"), folder)
    beat.needs = "broker"
    web = _child("web server", roles.dout("web", "--fd", str(fd)), folder)
    web.probe = partial(probes.web, settings.host, settings.port)
    web.fds = (*web.fds, fd)
    return [worker, beat, web]


def _child(name: str, command: list[str], folder: Folder, probe: partial[bool] | None = None) -> Child:
    log = folder.logs / f"{name.split()[0]}.log"
    return Child(name, command, log, probe=probe, fds=(folder.lock,))


def _environment(settings: Settings) -> dict[str, str]:
    """The children's environment: what was decided here stands in it, so all decide the same."""
    environ = {key: value for key, value in os.environ.items() if key != "PORT"}
    environ["PYTHONUNBUFFERED"] = "1"
    for setting in fields(settings):
        value = getattr(settings, setting.name)
        text = str(int(value)) if isinstance(value, bool) else str(value)
        if isinstance(value, Path) or value != setting.default:
            environ[PREFIX + setting.name.upper()] = text
    if not settings.demo:
        environ[PREFIX + "DEMO"] = "0"
    return environ
