"""The connection to the record: how it waits for its turn, and which databases it refuses."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from types import SimpleNamespace

import psycopg
import pytest
from click.testing import CliRunner
from sqlalchemy import make_url, text
from sqlalchemy.exc import OperationalError

from submissions.database import Database, UnusableDatabaseError
from submissions.settings import Settings
from worker.cli import main


def test_who_writes_waits_for_another_process_longer_than_sqlite_looks_by_itself(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    database, looked = Database(settings), threading.Event()
    other = sqlite3.connect(settings.data_dir / "dout.sqlite3", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    def clock() -> float:  # asked before the first look, and after each in vain
        looks.append(None)
        if len(looks) > 3:
            looked.set()
        return 0.0

    looks: list[None] = []
    monkeypatch.setattr("submissions.database.time", SimpleNamespace(monotonic=clock))
    with ThreadPoolExecutor(1) as threads:
        written = threads.submit(_write, database)
        assert looked.wait(30)
        other.execute("COMMIT")
        assert written.result(30) == 1
    other.close()
    database.close()


def test_who_waits_in_vain_is_told_so_in_the_end(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("submissions.database.WAIT_SECONDS", 0.01)
    database = Database(settings)
    other = sqlite3.connect(settings.data_dir / "dout.sqlite3", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(OperationalError, match="database is locked"):
        _write(database)
    other.execute("ROLLBACK")
    assert _write(database) == 1
    other.close()
    database.close()


def _write(database: Database) -> int:
    with database.write() as session:
        return int(session.scalar(text("select 1")))


@pytest.fixture
def ascii_url(postgresql_url: str) -> Iterator[str]:
    plain = postgresql_url.replace("+psycopg", "")
    make = "create database ascii encoding 'SQL_ASCII' locale 'C' template template0"
    with psycopg.connect(plain, autocommit=True) as connection:
        connection.execute(make)
        yield make_url(plain).set(database="ascii").render_as_string(hide_password=False)
        connection.execute("drop database ascii with (force)")


def test_a_database_that_keeps_no_unicode_is_refused_with_what_to_do(
    settings: Settings, ascii_url: str
) -> None:
    database = Database(replace(settings, database_url=ascii_url))
    with pytest.raises(
        UnusableDatabaseError, match=r"ascii is encoded in SQL_ASCII.*createdb --encoding UTF8"
    ):
        database.migrate()
    database.close()
    answer = CliRunner().invoke(main, ["migrate"], env={"DOUT_DATABASE_URL": ascii_url})
    assert answer.exit_code == 1
    assert answer.output.startswith("dout: The database ascii is encoded in SQL_ASCII")
