"""The child that waits for the next job, and what becomes of the one before."""

from pathlib import Path

import psutil  # type: ignore[import-untyped]
import pytest

from grader.messages import Job
from worker.sandbox.host import Limits, Sandbox

from .conftest import AFFINE, HONEST, TARGETS, is_right
from .processes import JOB, family, gone, wait_for, waiting, zygote


def filters(process: psutil.Process) -> int:
    """How many system call filters are in force for it."""
    status = Path(f"/proc/{process.pid}/status").read_text()
    return int(status.partition("Seccomp_filters:")[2].split()[0])


def test_a_child_serves_one_job_and_waits_for_it_locked_up() -> None:
    """Its filter is in force before its job is there, and no child is used again."""
    with Sandbox() as sandbox:
        seen = []
        for _ in range(3):
            sandbox.run(JOB)
            seen.append(waiting(sandbox))
            assert wait_for(lambda: filters(seen[-1]) == filters(family(sandbox)[-1]) + 1)
        assert len({process.pid for process in seen}) == 3
        assert wait_for(lambda: gone(seen[:2]))
    assert gone(seen)


def test_a_waiting_child_that_was_killed_costs_no_job(own: Sandbox) -> None:
    own.run(JOB)
    waiting(own).kill()
    assert is_right(own.run(JOB).replies[0])


def test_other_limits_take_another_child(own: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    own.run(JOB)
    before = waiting(own)
    monkeypatch.setattr(own, "limits", Limits(wall_seconds=5.0, cpu_seconds=4, jobs_per_zygote=3))
    assert is_right(own.run(JOB).replies[0])
    assert gone([before])


ALL_SAID_AND_STILL_THERE = """
import os, sys
original = os._exit
def stay(code):
    while True:
        pass
os._exit = stay
"""


def test_a_child_that_stays_when_all_is_said_does_not_hold_up_the_next(own: Sandbox) -> None:
    source = (ALL_SAID_AND_STILL_THERE + HONEST).encode()
    before = zygote(own)
    assert is_right(own.run(Job(source, TARGETS, (AFFINE,))).replies[0])
    assert is_right(own.run(JOB).replies[0])
    assert zygote(own) == before  # which killed it, and lives
