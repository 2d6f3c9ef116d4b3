"""`dout courier` as a container runs it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

from tests.service import until

PASSWORD = "a-password-for-nobody"


def test_a_database_that_is_away_is_waited_for_and_its_password_is_not_in_the_log(tmp_path: Path) -> None:
    log = tmp_path / "log"
    with log.open("w") as out:
        courier = subprocess.Popen(
            [sys.executable, "-P", "-m", "worker.cli", "courier"],
            env=os.environ
            | {
                "DOUT_DATA_DIR": str(tmp_path),
                "DOUT_DATABASE_URL": f"postgresql://d:{PASSWORD}@127.0.0.1:1/d",
            },
            stdout=out,
            stderr=subprocess.STDOUT,
        )
    try:
        until(lambda: log.read_text().count("messages could not be sent") > 1, what="a second try")
    finally:
        courier.send_signal(signal.SIGTERM)
        assert courier.wait(30) == 0
    said = log.read_text()
    assert PASSWORD not in said
    lines = [json.loads(line) for line in said.splitlines() if line.startswith("{")]
    assert {line["level"] for line in lines} == {"error"}
