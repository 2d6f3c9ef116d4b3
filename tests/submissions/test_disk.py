"""What is committed is on the disk before anybody is told so, and those who wait at once wait together."""

from __future__ import annotations

import errno
import os
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from submissions.database import Database
from submissions.disk import Disk
from submissions.settings import Settings
from tests.service import until


@pytest.fixture
def synced(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files that were synced by this process itself."""
    seen: list[str] = []
    real = os.fdatasync

    def fdatasync(file: int) -> None:
        seen.append(str(Path(f"/proc/self/fd/{file}").readlink()))
        real(file)

    monkeypatch.setattr(os, "fdatasync", fdatasync)
    return seen


def write(database: Database) -> None:
    """Any commit."""
    with database.write() as session:
        session.execute(text("create table if not exists noted (line text)"))
        session.execute(text("insert into noted values ('x')"))


@pytest.mark.parametrize("redone", [False, True])
def test_a_commit_waits_for_the_disk_unless_it_can_be_redone(
    settings: Settings, synced: list[str], redone: bool
) -> None:
    database = Database(settings, can_be_redone=redone)
    write(database)
    assert synced == ([] if redone else [str(settings.data_dir / "dout.sqlite3-wal")])
    database.close()


def test_a_disk_that_fails_is_a_database_that_fails(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(_: int) -> None:
        raise OSError(errno.EIO, "the disk is broken")

    database = Database(settings)
    with monkeypatch.context() as broken:
        broken.setattr(os, "fdatasync", fails)
        with pytest.raises(OperationalError, match="the disk is broken"):
            write(database)
    write(database)
    database.close()


def test_the_log_is_found_through_a_link(settings: Settings, synced: list[str], tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(settings.data_dir / "dout.sqlite3")
    database = Database(replace(settings, database_url=f"sqlite:///{tmp_path}/link"))
    write(database)
    assert synced == [str(settings.data_dir / "dout.sqlite3-wal")]
    database.close()


def test_who_comes_while_the_disk_is_busy_waits_for_the_next_time_together(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk, busy, began, times = _disk(tmp_path), threading.Event(), threading.Event(), []

    def fdatasync(_: int) -> None:
        times.append(disk._last)
        began.set()
        assert busy.wait(30)

    monkeypatch.setattr(os, "fdatasync", fdatasync)
    with ThreadPoolExecutor(6) as threads:
        calls = [threads.submit(disk.keep)]
        assert began.wait(30)
        calls += [threads.submit(disk.keep) for _ in range(5)]
        until(lambda: disk._last == 6, what="all to ask")
        assert not any(call.done() for call in calls)
        busy.set()
        for call in calls:
            call.result(30)
    assert times == [1, 6]


def test_a_disk_that_fails_fails_everyone_who_waited_for_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk, began, full = _disk(tmp_path), threading.Event(), threading.Event()
    real = os.fdatasync

    def fails(_: int) -> None:
        if disk._last == 1:
            began.set()
            assert full.wait(30)
            return
        monkeypatch.setattr(os, "fdatasync", real)  # Linux tells of it once
        raise OSError(errno.EIO, "the disk is broken")

    monkeypatch.setattr(os, "fdatasync", fails)
    with ThreadPoolExecutor(4) as threads:
        first = threads.submit(disk.keep)
        assert began.wait(30)
        others = [threads.submit(disk.keep) for _ in range(3)]
        until(lambda: disk._last == 4, what="all to ask")
        full.set()
        assert _outcome(first.result) == ""
        assert all(_outcome(other.result) for other in others)
    disk.keep()  # what comes later is written anew


def test_a_log_that_sqlite_has_removed_is_in_the_database_file_already(tmp_path: Path) -> None:
    Disk(str(tmp_path / "none-wal")).keep()


def _disk(folder: Path) -> Disk:
    log = folder / "dout.sqlite3-wal"
    log.write_bytes(b"")
    return Disk(str(log))


def _outcome(call: Callable[[], object]) -> str:
    try:
        call()
    except OSError as error:
        return str(error)
    return ""
