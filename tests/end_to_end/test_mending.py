"""A child that dies is started again, and nothing is lost meanwhile."""

import os
import signal
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest
import requests

from submissions.auth.links import STUDENT, demo_id
from submissions.database import Database
from submissions.settings import Settings
from submissions.store import attempts, waiting
from tests.service import Dout, running, until


def told(dout: Dout, line: str, times: int) -> bool:
    return dout.output.count(line) >= times


@pytest.mark.parametrize(
    ("words", "name", "followers"),
    [
        ("valkey-server", "broker", ["worker", "clock of the sweep"]),
        ("worker.cli worker", "worker", []),
        ("gunicorn", "web server", []),
        ("worker.cli beat", "clock of the sweep", []),
    ],
    ids=["broker", "worker", "web", "beat"],
)
def test_a_dead_child_comes_back(words: str, name: str, followers: list[str], dout: Dout) -> None:
    lines = [f"The {name} ended by SIGKILL", *(f"The {back} is back." for back in (name, *followers))]
    expected = {line: dout.output.count(line) + 1 for line in lines}
    os.kill(dout.find(words), signal.SIGKILL)
    for line, times in expected.items():
        until(partial(told, dout, line, times), what=line)
    until(lambda: requests.get(f"{dout.url}/readyz", timeout=30).status_code == 200, what="readiness")
    assert dout.report(dout.hand_in("x = 1\n"))["state"] == "graded"


def test_the_sweep_goes_on_when_its_clock_was_killed(tmp_path: Path) -> None:
    with running(tmp_path / "var", {"DOUT_SWEEP_SECONDS": "1"}) as service:
        worker = service.find("worker.cli worker")
        os.kill(service.find("worker.cli beat"), signal.SIGKILL)
        until(partial(told, service, "The clock of the sweep is back.", 1), what="the clock to be back")
        unsent = stored_but_never_sent(service)
        # A student of the demo handed it in: its token, a learning system's, sees it.
        assert service.report(unsent)["state"] == "graded"
        assert service.find("worker.cli worker") == worker, "a worker that starts would sweep by itself"


def stored_but_never_sent(service: Dout) -> str:
    """As if the web server had died between its commit and the broker."""
    database = Database(Settings(data_dir=service.data_dir))
    try:
        with database.write() as session:
            submission = attempts.add(
                session,
                assignment_id=demo_id("matrix-derivatives"),
                person_id=demo_id(STUDENT[0]),
                filename="layers.py",
                upload=b"x = 1\n",
                now=datetime.now(UTC),
            )
            waiting.not_sent(session, submission.id)
    finally:
        database.close()
    return submission.id
