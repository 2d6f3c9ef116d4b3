"""The log."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
PROGRAM = """
import structlog
from submissions import logs
from submissions.settings import Settings

logs.configure(Settings(log_level="info"))
log = structlog.get_logger()
log.debug("too fine")
log.info("graded", submission="an-id")

def fails(upload):
    raise RuntimeError("out of order")

try:
    fails("what the " + "student wrote")
except RuntimeError:
    log.exception("our fault")
"""


def test_a_line_is_json_and_a_traceback_shows_no_values() -> None:
    answer = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True, cwd=ROOT
    )
    lines = [json.loads(line) for line in answer.stderr.splitlines()]
    assert [line["event"] for line in lines] == ["graded", "our fault"]
    assert lines[0]["submission"] == "an-id"
    assert "out of order" in lines[1]["exception"]
    assert "what the student wrote" not in answer.stderr
