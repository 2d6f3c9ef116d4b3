"""`dout backup FILE`: the record and the secret key in one file, consistent while the service runs.

The file is a tar archive, readable by its owner only, with `about.json`, the database (SQLite's file, or
PostgreSQL's custom format) and `secret.key`, if Dout keeps the key itself. The broker holds hints only and is
not in it.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict
from sqlalchemy import make_url

from submissions.database import Database
from submissions.settings import Settings

FORMAT = 1
ABOUT, SQLITE, POSTGRESQL, KEY = "about.json", "database.sqlite3", "database.pgdump", "secret.key"
PG_VARIABLES = {
    "host": "PGHOST",
    "hostaddr": "PGHOSTADDR",
    "port": "PGPORT",
    "user": "PGUSER",
    "password": "PGPASSWORD",
    "dbname": "PGDATABASE",
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
}
"""Parts of a connection that PostgreSQL's programs read from the environment: no password is in `ps`."""
PAGES = 1000
"""Pages of SQLite that are copied in one go; writers get their turn in between."""


class BackupError(Exception):
    """It cannot be done; the message is one line that says what to do."""


def backup(settings: Settings, target: Path) -> None:
    """Write the backup to `target`, which must not exist.

    Raises:
        BackupError: nothing was written.
    """
    if target.exists():
        raise BackupError(f"{target} exists already: name a new file.")
    if not target.absolute().parent.is_dir():
        raise BackupError(f"There is no folder {target.absolute().parent}.")
    with tempfile.TemporaryDirectory(prefix=".dout-backup-", dir=target.absolute().parent) as place:
        folder = Path(place)
        name = SQLITE if is_sqlite(settings) else POSTGRESQL
        (_copy_sqlite if name == SQLITE else _dump_postgresql)(settings, folder / name)
        (folder / ABOUT).write_text(json.dumps(_about(settings, name), indent=2) + "\n")
        members = [ABOUT, name]
        if keeps_key(settings):
            shutil.copyfile(settings.data_dir / KEY, folder / KEY)
            members.append(KEY)
        _pack(folder, members, target)


def is_sqlite(settings: Settings) -> bool:
    """Whether the record is in SQLite."""
    return make_url(settings.sqlalchemy_url()).get_backend_name() == "sqlite"


def sqlite_file(settings: Settings) -> Path:
    """The file of SQLite's record."""
    return Path(make_url(settings.sqlalchemy_url()).database or "")


def keeps_key(settings: Settings) -> bool:
    """Whether the secret key is a file of the data folder, and not given from outside."""
    return not (settings.secret_key or settings.secret_key_file) and (settings.data_dir / KEY).exists()


def run_postgresql(settings: Settings, program: str, *arguments: str) -> None:
    """Run one of PostgreSQL's own programs on the record.

    Raises:
        BackupError: it is not installed, or it failed; with its own words.
    """
    found = shutil.which(program)
    if found is None:
        raise BackupError(
            f"{program} is not installed here: install PostgreSQL's client programs "
            "(Debian: postgresql-client), of the server's version or newer."
        )
    url = settings.sqlalchemy_url().replace("postgresql+psycopg://", "postgresql://", 1)
    parts = {
        PG_VARIABLES[key]: str(part) for key, part in conninfo_to_dict(url).items() if key in PG_VARIABLES
    }
    done = subprocess.run(  # noqa: S603 - a program of PostgreSQL with arguments of ours
        [found, *arguments], env=os.environ | parts, capture_output=True, text=True, check=False
    )
    if done.returncode:
        words = " ".join(done.stderr.split()) or f"status {done.returncode}"
        raise BackupError(f"{program} failed: {words}")


def _copy_sqlite(settings: Settings, copy: Path) -> None:
    """SQLite's online backup: https://www.sqlite.org/backup.html. It shows one moment, whoever writes."""
    file = sqlite_file(settings)
    if not file.exists():
        raise BackupError(f"There is no record yet: {file} does not exist.")
    with (
        closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True, timeout=30)) as source,
        closing(sqlite3.connect(copy)) as target,
    ):
        source.backup(target, pages=PAGES)
        target.execute("PRAGMA journal_mode = DELETE")  # one file, without its helpers


def _dump_postgresql(settings: Settings, copy: Path) -> None:
    run_postgresql(settings, "pg_dump", "--format=custom", "--no-owner", "--no-acl", f"--file={copy}")


def _about(settings: Settings, name: str) -> dict[str, object]:
    database = Database(settings)
    try:
        revision = database.revision()
    finally:
        database.close()
    made_at = datetime.now(UTC).isoformat(timespec="seconds")
    return {"format": FORMAT, "database": name, "revision": revision, "made_at": made_at}


def _pack(folder: Path, members: list[str], target: Path) -> None:
    """Put the finished archive in place: nobody ever finds half of it."""
    draft = folder / "archive"
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        with tarfile.open(fileobj=file, mode="w") as archive:
            for member in members:
                archive.add(folder / member, arcname=member)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, target)
    except FileExistsError:
        raise BackupError(f"{target} exists already: name a new file.") from None
