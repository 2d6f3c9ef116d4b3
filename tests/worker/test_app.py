"""The worker's Celery application."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent


def test_the_worker_does_not_load_the_web_side(tmp_path: Path) -> None:
    found = "import worker.app, sys; print('flask' in sys.modules, 'grader.grading' in sys.modules)"
    answer = subprocess.run(
        [sys.executable, "-c", found],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
        env={"DOUT_DATA_DIR": str(tmp_path)},
    )
    assert answer.stdout.split() == ["False", "True"]


def test_the_web_side_does_not_load_the_worker() -> None:
    found = "import submissions.app, sys; print(any(name.startswith('worker') for name in sys.modules))"
    answer = subprocess.run(
        [sys.executable, "-c", found], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert answer.stdout.strip() == "False"
