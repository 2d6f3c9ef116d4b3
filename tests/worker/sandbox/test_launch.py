"""What a sandbox is started with, and what is said where it cannot be."""

import subprocess
import sys
import textwrap
from pathlib import Path

import numpy as np
import pytest

from worker.sandbox import launch
from worker.sandbox.host import Sandbox, SandboxBroken

from .processes import ROOT


def test_python_in_an_unreadable_folder_will_do(tmp_path: Path) -> None:
    """The environment of a user who shows nobody their home."""
    private = tmp_path / "private"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", private / "venv"], check=True)
    private.chmod(0o700)
    site = next((private / "venv").glob("lib/python*/site-packages"))
    (site / "all.pth").write_text(f"{ROOT}\n{Path(np.__file__).parents[1]}\n")
    code = """
        from grader.messages import Job
        from tests.worker.sandbox.conftest import TARGETS, AFFINE, HONEST, is_right
        from worker.sandbox.host import Sandbox
        with Sandbox() as sandbox:
            assert is_right(sandbox.run(Job(HONEST.encode(), TARGETS, (AFFINE,))).replies[0])
    """
    python = private / "venv" / "bin" / "python"
    subprocess.run([python, "-c", textwrap.dedent(code)], check=True, cwd="/")


def test_a_python_that_cannot_be_started_is_our_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    with pytest.raises(SandboxBroken, match="could not be started"):
        Sandbox()


def test_a_zygote_that_ends_at_once_is_our_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(launch, "BOOT", "raise SystemExit")
    with pytest.raises(SandboxBroken, match="without a word"):
        Sandbox()


def test_a_zygote_that_cannot_start_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(launch, "KEPT_FROM_ENVIRONMENT", ("OPENBLAS_NUM_THREADS",))
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "2")
    with pytest.raises(SandboxBroken, match="threads in spite of"):
        Sandbox()
