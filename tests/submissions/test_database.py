"""The connection to the record: which databases it refuses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import psycopg
import pytest
from click.testing import CliRunner
from sqlalchemy import make_url

from submissions.database import Database, UnusableDatabaseError
from submissions.settings import Settings
from worker.cli import main


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
