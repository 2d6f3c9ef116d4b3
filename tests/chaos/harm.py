"""What can happen to a running service: every way in which its parts die, hang or forget."""

from __future__ import annotations

import os
import signal
import sqlite3
import time
from contextlib import closing, suppress
from pathlib import Path

import redis
from sqlalchemy import text

from submissions.database import Database
from submissions.queue import Queue
from submissions.settings import Settings
from tests.service import Dout, command_line, until
from worker.serve.kernel import descendants

AWAY_SECONDS = 30.0
SLOW_SECONDS = 6.0


def kill(words: str, dout: Dout) -> None:
    """kill -9 of the process with these words in its command line."""
    os.kill(dout.find(words), signal.SIGKILL)


def children(pid: int) -> list[int]:
    """The direct children of a process."""
    with suppress(OSError):
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return []


def pool(dout: Dout) -> list[int]:
    """The grading processes: those children of the worker that have a child, the sandbox's zygote."""

    def look() -> list[int]:  # each time anew: the worker may have been killed just now
        workers = [pid for pid in children(dout.process.pid) if "worker.cli worker" in command_line(pid)]
        return [pid for worker in workers for pid in children(worker) if descendants(pid)]

    return list(until(look, what="a pool"))


def kill_pool_process(dout: Dout) -> None:
    """kill -9 of one grading process."""
    with suppress(ProcessLookupError):
        os.kill(pool(dout)[0], signal.SIGKILL)


def kill_zygotes(dout: Dout) -> None:
    """kill -9 of the sandbox of each grading process."""
    for process in pool(dout):
        for zygote in children(process):
            with suppress(ProcessLookupError):
                os.kill(zygote, signal.SIGKILL)


def kill_worker(dout: Dout) -> None:
    """kill -9 of Celery's main process."""
    kill("worker.cli worker", dout)


def end_worker(dout: Dout) -> None:
    """SIGTERM to the worker, as by a deploy: what it grades ends, what it holds is given back."""
    os.kill(dout.find("worker.cli worker"), signal.SIGTERM)


def end_web(dout: Dout) -> None:
    """SIGTERM to the web server, as by a deploy."""
    os.kill(dout.find("gunicorn"), signal.SIGTERM)


def kill_web(dout: Dout) -> None:
    """kill -9 of the web server."""
    kill("gunicorn", dout)


def kill_broker(dout: Dout) -> None:
    """kill -9 of the broker, with all that it holds."""
    kill("valkey-server", dout)


def kill_clock(dout: Dout) -> None:
    """kill -9 of the clock of the sweep."""
    kill("worker.cli beat", dout)


def flush_broker(dout: Dout) -> None:
    """The broker forgets all: what waits, and what is being worked on."""
    with redis.Redis(unix_socket_path=str(socket_of(dout))) as client:
        client.flushall()


def hang_broker(dout: Dout) -> None:
    """The broker answers nobody for a while."""
    broker = dout.find("valkey-server")
    os.kill(broker, signal.SIGSTOP)
    try:
        time.sleep(AWAY_SECONDS)
    finally:
        os.kill(broker, signal.SIGCONT)


def hold_sqlite(dout: Dout) -> None:
    """A slow disk: the turn of SQLite's one writer is taken for a while."""
    with closing(sqlite3.connect(dout.data_dir / "dout.sqlite3", timeout=30, isolation_level=None)) as other:
        other.execute("begin immediate")
        time.sleep(SLOW_SECONDS)
        other.execute("rollback")


def migrate(dout: Dout, database_url: str = "") -> None:
    """Migrations in the middle of it: one that changes nothing, and DDL on the busiest table."""
    database = Database(Settings(data_dir=dout.data_dir, database_url=database_url))
    try:
        for statement in ("add column later text", "drop column later"):
            database.migrate()
            with database.write() as session:
                session.execute(text(f"alter table submission {statement}"))
            time.sleep(0.5)
    finally:
        database.close()


def send_twice(dout: Dout, submissions: list[str]) -> None:
    """Every id once more, and those of what is graded long since, too."""
    queue = Queue(Settings(data_dir=dout.data_dir, broker_url=f"redis+socket://{socket_of(dout)}"))
    try:
        for submission in submissions:
            queue.send(submission)
    finally:
        queue.close()


def socket_of(dout: Dout) -> Path:
    """Where the bundled broker listens."""
    note = dout.data_dir / "broker_folder"
    return (Path(note.read_text().strip()) if note.exists() else dout.data_dir) / "broker.sock"
