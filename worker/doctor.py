"""`dout doctor`: one line for each thing that Dout needs of a machine, and what to do where it is missing."""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import click

from submissions.settings import Settings

VERSIONS = ("numpy", "celery", "flask", "sqlalchemy", "gunicorn")


def examine(settings: Settings) -> int:
    """Print what was found. Returns 0 if all that is required is there, 1 otherwise."""
    examinations: tuple[tuple[str, Callable[[Settings], str]], ...] = (
        ("python", _python),
        ("versions", _versions),
        ("data folder", _folder),
        ("sandbox", _sandbox),
        ("database", _database),
        ("broker", _broker),
    )
    well = True
    for name, look in examinations:
        try:
            click.echo(f"ok       {name:<12} {look(settings)}")
        except Exception as error:  # whatever it is, it is what the operator must know
            well = False
            click.echo(f"MISSING  {name:<12} {_one_line(error)}")
    return 0 if well else 1


def _one_line(error: Exception) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0]


def _python(_: Settings) -> str:
    return f"{platform.python_version()} on {platform.system()} {platform.release()} {platform.machine()}"


def _versions(_: Settings) -> str:
    return ", ".join(f"{name} {version(name)}" for name in ("dout", *VERSIONS))


def _folder(settings: Settings) -> str:
    path = settings.data_dir.absolute()
    nearest = next(parent for parent in (path, *path.parents) if parent.exists())
    if not nearest.is_dir() or not os.access(nearest, os.W_OK | os.X_OK):
        raise OSError(f"{nearest} cannot be written: set DOUT_DATA_DIR")
    return f"{path}{'' if path.exists() else ' (made at the first start)'}"


def _sandbox(settings: Settings) -> str:
    from worker.sandbox.host import Sandbox

    with Sandbox(require=settings.sandbox_require) as sandbox:
        layers = dict(sandbox.layers)
    refused = layers.pop("refused", None)
    took = layers.pop("start_ms", None)
    line = ", ".join(name if value is True else f"{name} {value}" for name, value in layers.items() if value)
    if refused:
        line += f"; refused here: {refused}"
    return f"{line}; started in {took} ms"


def _database(settings: Settings) -> str:
    from sqlalchemy import make_url

    from submissions.database import Database

    url = make_url(settings.sqlalchemy_url())
    shown = url.render_as_string(hide_password=True)
    if url.get_backend_name() == "sqlite" and url.database and not Path(url.database).exists():
        return f"{shown} (made at the first start)"
    database = Database(settings)
    try:
        database.ping()
        if not database.is_current():
            raise LookupError(f"{shown} is not up to date: run `dout migrate`")
    finally:
        database.close()
    return shown


def _broker(settings: Settings) -> str:
    from submissions.queue import Queue
    from worker.serve import roles

    if not settings.broker_url:
        program = roles.broker(settings.broker_socket(), settings.data_dir)[0]
        return f"bundled: {os.path.relpath(program, sys.prefix)}"
    queue = Queue(settings)
    try:
        queue.ping()
        return f"answers; {queue.waiting()} submissions wait"
    finally:
        queue.close()
