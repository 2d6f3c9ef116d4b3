"""The baseline of the benchmark does what it is compared for."""

import subprocess
import sys
from pathlib import Path


def test_the_bare_grader_passes_a_right_file() -> None:
    script = Path(__file__).with_name("bare_grader.py")
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout) == (0, "passed\n")
