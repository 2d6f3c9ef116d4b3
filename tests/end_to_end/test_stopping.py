"""Every way to end the service, and that it leaves no process behind."""

import signal
import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest

from tests.service import alive, launch, running, until

LOOP = "def affine_backward(dout, cache):\n    while True:\n        pass\n"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP], ids=lambda n: n.name)
def test_a_signal_stops_everything(number: signal.Signals, tmp_path: Path) -> None:
    with running(tmp_path / "var") as service:
        pids = service.processes()
        assert len(pids) >= 7  # launcher, broker, web server and its worker, worker, clock, pool, sandbox
        assert stat.S_IMODE((tmp_path / "var" / "broker.sock").stat().st_mode) == 0o600
        assert service.stop(number) == 0
        assert alive(pids) == {}
        assert service.output.endswith("Dout has stopped.\n")
        assert not (tmp_path / "var" / "broker.sock").exists()
        for name in ("secret.key", "demo.json", "dout.sqlite3"):
            assert stat.S_IMODE((tmp_path / "var" / name).stat().st_mode) == 0o600, name


def test_children_end_when_the_launcher_is_killed_in_the_middle_of_a_grading(tmp_path: Path) -> None:
    with running(tmp_path / "var") as service:
        submission = service.hand_in(LOOP)
        until(lambda: service.state(submission) == "running")
        pids = service.processes()
        service.process.kill()
        until(lambda: not alive(pids), what="the orphans to end")
        ways_in, port = dict(service.ways_in), service.port
    # And the folder can be used again, with its secrets: what was handed in is graded now.
    _let_the_lease_run_out(tmp_path / "var" / "dout.sqlite3")
    again = launch(tmp_path / "var", port=port)
    try:
        again.wait_until_ready()
        assert again.ways_in == ways_in
        assert again.report(submission, seconds=90)["state"] == "graded"
    finally:
        assert again.stop() == 0


def test_a_stop_during_the_start_leaves_nothing(tmp_path: Path) -> None:
    service = launch(tmp_path / "var")
    until(lambda: "Starting Dout" in service.output)
    pids = service.processes()
    assert service.stop() == 0
    assert alive(pids) == {}


def _let_the_lease_run_out(record: Path) -> None:
    """What a minute later would be, and not to be waited for."""
    past = "2026-01-01 00:00:00.000000"
    with closing(sqlite3.connect(record, timeout=30, isolation_level=None)) as connection:
        connection.execute(
            "update submission set sent_at = ?, lease_until = ? where lease is not null", (past, past)
        )


def test_a_folder_too_deep_for_a_socket_works_and_cleans_up_and_code_beside_it_is_not_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("grader", "submissions", "worker"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").write_text("raise SystemExit('this is not Dout')\n")
    monkeypatch.chdir(tmp_path)
    deep = tmp_path / ("a folder with spaces " + "x" * 90) / "var"
    deep.parent.mkdir()
    with running(deep) as service:
        short = Path((deep / "broker_folder").read_text().strip())
        assert stat.S_IMODE(short.stat().st_mode) == 0o700
        assert stat.S_ISSOCK((short / "broker.sock").stat().st_mode)
        assert service.report(service.hand_in("x = 1"))["points"] == 0
        service.stop()
        assert not short.exists()
