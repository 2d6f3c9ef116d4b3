"""`dout restore FILE`: puts a backup in the place of the record, and brings it up to date.

Nothing is replaced unless that is said (`force`), and never under a service that runs: SQLite's folder is
locked by it, and PostgreSQL restores in one transaction. What waited when the backup was made is graded.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import tarfile
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import inspect, make_url

from submissions.database import Database, NewerRecordError
from submissions.settings import Settings
from worker.backup import (
    ABOUT,
    FORMAT,
    KEY,
    POSTGRESQL,
    SQLITE,
    BackupError,
    is_sqlite,
    run_postgresql,
    sqlite_file,
)
from worker.serve.errors import StartError
from worker.serve.folder import open_folder

KINDS = {SQLITE: "SQLite", POSTGRESQL: "PostgreSQL"}
NO_BACKUP = "{file} is no backup of Dout's, or it is damaged."


def restore(settings: Settings, source: Path, *, force: bool = False) -> None:
    """Put the backup `source` in the place of the record of these settings.

    Raises:
        BackupError: nothing was changed, unless the message says so.
    """
    try:
        folder = open_folder(settings.data_dir)
    except StartError as error:
        raise BackupError(str(error)) from None
    try:
        with tempfile.TemporaryDirectory(prefix=".dout-restore-", dir=settings.data_dir) as place:
            unpacked = Path(place)
            about = _unpack(source, unpacked)
            _check_kind(settings, about)
            if not force:
                _refuse_to_replace(settings, unpacked)
            if is_sqlite(settings):
                _place_sqlite(settings, unpacked / SQLITE)
            else:
                _load_postgresql(settings, unpacked / POSTGRESQL)
            if (unpacked / KEY).exists() and not (settings.secret_key or settings.secret_key_file):
                (unpacked / KEY).replace(settings.data_dir / KEY)
    finally:
        folder.close()
    _migrate(settings, about)


def _unpack(source: Path, folder: Path) -> dict[str, Any]:
    """Take out what belongs into a backup, and nothing else that may stand in the archive."""
    try:
        with tarfile.open(source, mode="r:") as archive:
            for member in archive:
                if member.isfile() and member.name in (ABOUT, SQLITE, POSTGRESQL, KEY):
                    content = archive.extractfile(member)
                    with (folder / member.name).open("xb") as file:
                        (folder / member.name).chmod(0o600)
                        shutil.copyfileobj(content, file)  # type: ignore[arg-type]
                        os.fsync(file.fileno())
        about: dict[str, Any] = json.loads((folder / ABOUT).read_text() if (folder / ABOUT).exists() else "")
        if about["format"] != FORMAT:
            raise BackupError(f"{source} was made by a newer Dout (format {about['format']}).")
        if not (folder / about["database"]).exists():
            raise BackupError(NO_BACKUP.format(file=source))
    except (tarfile.TarError, ValueError, KeyError, TypeError, FileExistsError):
        raise BackupError(NO_BACKUP.format(file=source)) from None
    except OSError as error:
        raise BackupError(f"{source} cannot be read: {error.strerror or error}.") from None
    return about


def _check_kind(settings: Settings, about: dict[str, Any]) -> None:
    wanted = SQLITE if is_sqlite(settings) else POSTGRESQL
    if about["database"] != wanted:
        there, here = KINDS.get(about["database"], "another database"), KINDS[wanted]
        raise BackupError(f"The backup is of {there}, and DOUT_DATABASE_URL names {here}: set it to {there}.")


def _refuse_to_replace(settings: Settings, unpacked: Path) -> None:
    if is_sqlite(settings):
        exists = sqlite_file(settings).exists()
    else:
        database = Database(settings)
        exists = "submission" in inspect(database.engine).get_table_names()
        database.close()
    if exists:
        raise BackupError("There is a record already: --force replaces it.")
    key = settings.data_dir / KEY
    if key.exists() and (unpacked / KEY).exists() and key.read_bytes() != (unpacked / KEY).read_bytes():
        raise BackupError(f"{key} is another key than that of the backup: --force replaces it.")


def _place_sqlite(settings: Settings, copy: Path) -> None:
    try:
        with closing(sqlite3.connect(copy)) as connection:
            (answer,) = connection.execute("PRAGMA integrity_check").fetchone()
    except sqlite3.DatabaseError as error:
        answer = str(error)
    if answer != "ok":
        raise BackupError(f"The database in the backup is damaged: {answer}.")
    file = sqlite_file(settings)
    draft = file.with_name(f".{file.name}.restored")
    try:
        shutil.copyfile(copy, draft)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise BackupError(f"{file} cannot be written: {error.strerror}.") from None
    draft.chmod(0o600)
    for helper in ("-wal", "-shm"):  # they belong to the file that is replaced
        file.with_name(file.name + helper).unlink(missing_ok=True)
    draft.replace(file)


def _load_postgresql(settings: Settings, copy: Path) -> None:
    name = make_url(settings.sqlalchemy_url()).database or "postgres"
    options = ("--clean", "--if-exists", "--no-owner", "--no-acl", "--single-transaction", "--exit-on-error")
    run_postgresql(settings, "pg_restore", *options, f"--dbname={name}", str(copy))


def _migrate(settings: Settings, about: dict[str, Any]) -> None:
    database = Database(settings)
    try:
        database.migrate()
    except NewerRecordError:
        raise BackupError(
            f"The backup is in place, but it was made by a newer Dout (revision {about['revision']}): "
            "start that one."
        ) from None
    finally:
        database.close()
