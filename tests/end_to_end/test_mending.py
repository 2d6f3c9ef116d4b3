"""A child that dies is started again, and nothing is lost meanwhile."""

import os
import signal
from functools import partial

import pytest
import requests

from tests.service import Dout, until


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
