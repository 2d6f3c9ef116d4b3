"""The data folder: one launcher at a time, private, and with a socket that is never too deep."""

import fcntl
import os
import stat
from pathlib import Path

import pytest

from submissions.settings import Settings
from worker.serve import folder as module
from worker.serve.errors import StartError
from worker.serve.folder import broker_socket, forget_short_folder, open_folder


def test_a_new_folder_is_private(tmp_path: Path) -> None:
    folder = open_folder(tmp_path / "a" / "var")
    assert stat.S_IMODE((tmp_path / "a" / "var").stat().st_mode) == 0o700
    assert folder.logs.is_dir()
    folder.close()


def test_a_second_launcher_is_refused_and_a_third_after_the_first_is_gone_is_not(tmp_path: Path) -> None:
    first = open_folder(tmp_path / "var")
    with pytest.raises(StartError, match=f"process {os.getpid()}"):
        open_folder(tmp_path / "var")
    first.close()
    open_folder(tmp_path / "var").close()


def test_the_leftovers_of_a_dead_launcher_are_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LOCK_PATIENCE_SECONDS", 0.3)
    (tmp_path / "var").mkdir()
    dead = 2**22 + 1  # more than the largest process id
    (tmp_path / "var" / "lock").write_text(f"{dead}\n")
    with (tmp_path / "var" / "lock").open() as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(StartError, match=f"process {dead}"):
            open_folder(tmp_path / "var")
    open_folder(tmp_path / "var").close()


def test_a_shallow_folder_holds_the_socket_itself(tmp_path: Path) -> None:
    folder = open_folder(tmp_path / "v")
    settings = Settings(data_dir=folder.path)
    assert broker_socket(settings, folder) == settings.broker_socket()
    folder.close()


@pytest.mark.parametrize("name", ["x" * 100, "with space", "100%", "ü", "a?b", "a#b"])
def test_a_deep_or_odd_folder_gets_a_short_one_that_is_removed(name: str, tmp_path: Path) -> None:
    folder = open_folder(tmp_path / name)
    socket = broker_socket(Settings(data_dir=folder.path), folder)
    assert len(os.fsencode(socket)) < 60
    assert stat.S_IMODE(socket.parent.stat().st_mode) == 0o700
    again = broker_socket(Settings(data_dir=folder.path), folder)
    assert again != socket
    assert not socket.parent.exists()
    forget_short_folder(folder)
    assert not again.parent.exists()
    folder.close()


def test_a_note_that_points_elsewhere_removes_nothing(tmp_path: Path) -> None:
    folder = open_folder(tmp_path / "var")
    (tmp_path / "dout-precious").mkdir()
    (folder.path / "broker_folder").write_text(f"{tmp_path / 'dout-precious'}\n")
    forget_short_folder(folder)
    assert (tmp_path / "dout-precious").is_dir()
    folder.close()
