"""A start that cannot succeed is refused with one line that says what to do."""

import os
import socket
from pathlib import Path

import pytest

from tests.service import END_SECONDS, Dout, launch


def refused(service: Dout) -> str:
    assert service.process.wait(END_SECONDS) != 0
    line, end, rest = service.output.partition("\n")
    assert (end, rest) == ("\n", "")
    assert line.startswith("dout: ")
    return line


def test_a_second_instance_in_the_same_folder(dout: Dout) -> None:
    line = refused(launch(dout.data_dir))
    assert f"Another Dout (process {dout.process.pid})" in line
    assert "DOUT_DATA_DIR" in line


def test_a_taken_port(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert f"Port {port} is taken" in refused(launch(tmp_path / "var", port=port))


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert "cannot be written" in refused(launch(tmp_path / "file" / "var"))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "var").mkdir(mode=0o500)
    assert "cannot be written" in refused(launch(tmp_path / "var"))


@pytest.mark.parametrize(
    ("name", "value", "word"),
    [
        ("DOUT_WEB_THREAD", "4", "DOUT_WEB_THREADS"),
        ("DOUT_WORKERS", "two", "number"),
        ("PORT", "99999", "PORT"),
        ("DOUT_HOST", "192.0.2.1", "DOUT_HOST"),
    ],
)
def test_a_setting_that_cannot_be_used(name: str, value: str, word: str, tmp_path: Path) -> None:
    assert word in refused(launch(tmp_path / "var", environ={name: value}))
