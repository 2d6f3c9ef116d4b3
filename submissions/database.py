"""The connection to the record: PostgreSQL, or SQLite in its write-ahead mode.

`Database.read()` and `Database.write()` give a session that lives as long as the `with` block. A writing
block commits at its end and rolls back on an exception. The difference matters to SQLite: a transaction that
begins by reading and then writes cannot wait for its turn (its view would be stale, so it fails at once with
"database is locked"). A writing block therefore takes its turn at the start (BEGIN IMMEDIATE), where waiting
is possible: see https://www.sqlite.org/lang_transaction.html and https://www.sqlite.org/wal.html.
"""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, partial
from pathlib import Path
from threading import Lock
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from submissions.disk import Disk
from submissions.settings import Settings

WAIT_SECONDS = 30
"""How long a SQLite transaction waits for its turn."""
PATIENCE_MILLISECONDS = 4
"""How long SQLite looks for a turn by itself: after 1, 2 and 1 ms."""
PAGES = 1000
"""With more of them in SQLite's log a commit carries them into the database file (a "checkpoint")."""
CONNECT_SECONDS = 5
"""How long PostgreSQL may take to take up the line."""
MIGRATION_LOCK = 0x646F7574
"""Key of PostgreSQL's advisory lock that lets one process migrate at a time ("dout")."""


class UnusableDatabaseError(Exception):
    """The database answers, but the record cannot be kept in it. The message says what to do."""


class NewerRecordError(UnusableDatabaseError):
    """A newer version of Dout has changed the tables."""


class Database:
    """One per process: never shared over a fork.

    What is committed survives a power failure, unless it `can_be_redone`: then nobody waits for
    SQLite's disk (`submissions.disk`). Nothing is ever damaged by that, but the last moments may be missing.
    A verdict is of this kind: its submission is still there, is found by the sweep, and gets the same
    verdict again.

    Every method raises UnusableDatabaseError where PostgreSQL would not keep every text as it is.
    """

    def __init__(self, settings: Settings, *, can_be_redone: bool = False) -> None:
        url = make_url(settings.sqlalchemy_url())
        self.is_sqlite = url.get_backend_name() == "sqlite"
        options: dict[str, Any] = {
            "pool_size": settings.web_threads + 2,
            "max_overflow": 4,
            # NaN is no JSON: PostgreSQL would refuse it, so SQLite must not take it either.
            "json_serializer": partial(json.dumps, allow_nan=False),
        }
        self._disk: Disk | None = None
        if self.is_sqlite:
            if url.database:
                Path(url.database).parent.mkdir(parents=True, exist_ok=True)
                self._disk = None if can_be_redone else Disk(f"{Path(url.database).resolve()}-wal")
            self.engine, self._writing = (
                create_engine(url, connect_args={"timeout": WAIT_SECONDS}, **options) for _ in range(2)
            )
            _prepare_sqlite(self.engine, writes=False)
            pages = PAGES if can_be_redone else 8 * PAGES  # whom nobody waits for tidies up
            _prepare_sqlite(self._writing, writes=True, pages=pages)
        else:
            reach = {"connect_timeout": CONNECT_SECONDS}
            self.engine = create_engine(url, pool_pre_ping=True, connect_args=reach, **options)
            event.listen(self.engine, "do_connect", _connect_postgresql)
            self._writing = self.engine
        self._turn = Lock()

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session to read with. What it changes is thrown away."""
        with Session(self.engine, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A session to write with: commits at the end of the block, rolls back on an exception."""
        with self._my_turn(), Session(self._writing, expire_on_commit=False) as session, session.begin():
            yield session
        if self._disk is not None:
            try:
                self._disk.keep()
            except OSError as error:  # nobody is told that it is kept, as if the commit had failed
                raise OperationalError("fdatasync", None, error) from error

    @contextmanager
    def _my_turn(self) -> Iterator[None]:
        """Threads of one process wait here for SQLite's one writer, where they are woken; of other processes
        only one is waited for (`_take_turn`)."""
        mine = self.is_sqlite and self._turn.acquire(timeout=WAIT_SECONDS)
        try:
            yield
        finally:
            if mine:
                self._turn.release()

    def ping(self) -> None:
        """Raise if the database does not answer."""
        with self.engine.connect() as connection:
            connection.execute(text("select 1"))

    def migrate(self, revision: str = "head") -> None:
        """Bring the tables to `revision`, on or back. Safe to call from several processes at once.

        Raises:
            NewerRecordError: a newer version has changed the tables.
        """
        with self._writing.begin() as connection:
            if not self.is_sqlite:
                connection.execute(text("select pg_advisory_xact_lock(:key)"), {"key": MIGRATION_LOCK})
            config = _alembic(connection)
            if revision in _before(connection):
                command.downgrade(config, revision)
            else:
                command.upgrade(config, revision)

    def is_current(self) -> bool:
        """Whether every migration has been applied. A newer version may have applied more: while it takes
        over, this one goes on."""
        revision = self.revision()
        return revision == _newest() or (revision is not None and revision not in _known())

    def revision(self) -> str | None:
        """The newest migration that was applied; None without any."""
        with self.engine.connect() as connection:
            return MigrationContext.configure(connection).get_current_revision()

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()
        self._writing.dispose()


def _before(connection: Connection) -> set[str]:
    """The revisions that the tables have left behind."""
    current = MigrationContext.configure(connection).get_current_revision()
    if current is None:
        return {"base"}
    if current not in _known():
        raise NewerRecordError(
            f"A newer version of Dout has changed the tables (to {current}; this one knows them up to "
            f"{_newest()}). Start that version again, or restore a backup that this one made."
        )
    passed = ScriptDirectory.from_config(_alembic(None)).iterate_revisions(current, "base")
    return {"base", *(script.revision for script in passed)} - {current}


@cache
def _known() -> frozenset[str]:
    """Every revision of this version."""
    return frozenset(
        script.revision for script in ScriptDirectory.from_config(_alembic(None)).walk_revisions()
    )


@cache
def _newest() -> str | None:
    return ScriptDirectory.from_config(_alembic(None)).get_current_head()


def _alembic(connection: Connection | None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    return config


def _prepare_sqlite(engine: Engine, *, writes: bool, pages: int = PAGES) -> None:
    @event.listens_for(engine, "connect")
    def connected(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # the driver shall not begin transactions of its own accord
        connection.execute("PRAGMA foreign_keys = ON")
        (mode,) = connection.execute("PRAGMA journal_mode = WAL").fetchone()
        # Where the file system cannot do it there is no log to wait for (`disk`): each commit waits.
        connection.execute(f"PRAGMA synchronous = {'NORMAL' if mode == 'wal' else 'FULL'}")
        if writes:
            connection.execute(f"PRAGMA busy_timeout = {PATIENCE_MILLISECONDS}")
            connection.execute(f"PRAGMA wal_autocheckpoint = {pages}")

    @event.listens_for(engine, "begin")
    def begun(connection: Connection) -> None:
        if writes:
            _take_turn(connection)
        else:
            connection.exec_driver_sql("BEGIN")


def _take_turn(connection: Connection) -> None:
    """Begin to write when no other process does.

    They write for a thousandth of a second. SQLite would look again after pauses that grow to a tenth, so it
    is asked to look every thousandth, for a short time, again and again.
    """
    begin = connection.connection.driver_connection.execute  # type: ignore[union-attr]
    deadline = time.monotonic() + WAIT_SECONDS
    while True:
        try:
            begin("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                break
        else:
            return
    connection.exec_driver_sql("BEGIN IMMEDIATE")  # once more, for an error of SQLAlchemy's


def _connect_postgresql(dialect: Any, _record: Any, arguments: Any, options: Any) -> Any:
    """Connect, but not to a database in SQL_ASCII, which gives texts back as bytes, or in LATIN1."""
    connection = dialect.connect(*arguments, **options)
    encoding = connection.info.parameter_status("server_encoding")
    if encoding != "UTF8":
        name = connection.info.dbname
        connection.close()
        raise UnusableDatabaseError(
            f"The database {name} is encoded in {encoding}, and Dout needs UTF8: make another one with "
            "`createdb --encoding UTF8 --template template0 NAME`, and name it in DOUT_DATABASE_URL."
        )
    return connection
