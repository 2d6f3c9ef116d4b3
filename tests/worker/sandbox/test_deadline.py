"""Who is stopped at the wall limit, and who is waited for: with real processes on one processor."""

from __future__ import annotations

import os
import select
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import cast

import pytest

from grader.messages import Fault, Job, Returned
from worker.sandbox.host import Limits, Sandbox
from worker.sandbox.inside.deadline import Deadline

from .conftest import AFFINE, TARGETS

SLOW = """
import time

def affine_backward(dout, cache):
    while time.process_time() < 1.5:
        pass
    x, w, b = cache
    return dout @ w.T, x.T @ dout, dout.sum(axis=0)
"""


@pytest.fixture
def one_processor() -> Iterator[None]:
    """This process and all that it starts share a single processor."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(before)})
    yield
    os.sched_setaffinity(0, before)


@contextmanager
def process(run: Callable[[], object]) -> Iterator[int]:
    pid = os.fork()
    if not pid:
        while True:
            run()
    try:
        yield pid
    finally:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


def compute() -> None:
    sum(range(1000))


class Counted:
    """`select.poll` of a process, which counts how often somebody waits."""

    def __init__(self, pid: int) -> None:
        self.descriptor = os.pidfd_open(pid)
        self.times = 0
        self._poll = select.poll()
        self._poll.register(self.descriptor, select.POLLIN)

    def poll(self, milliseconds: float) -> list[tuple[int, int]]:
        self.times += 1
        return self._poll.poll(milliseconds)


def waits(pid: int, busy_seconds: float) -> int:
    counted = Counted(pid)
    try:
        assert Deadline(pid, 0.4, busy_seconds).wait(cast(select.poll, counted), 0.2) == []
    finally:
        os.close(counted.descriptor)
    return counted.times


def test_one_that_waits_is_not_waited_for() -> None:
    with process(signal.pause) as pid:
        assert waits(pid, 20.0) == 1


def test_one_that_computes_beside_another_is_waited_for(one_processor: None) -> None:
    with process(compute), process(compute) as pid:
        assert waits(pid, 1.2) >= 2


def test_nobody_is_waited_for_where_the_limits_are_the_same(one_processor: None) -> None:
    with process(compute), process(compute) as pid:
        assert waits(pid, 0.4) == 1


def test_the_end_is_seen_at_once() -> None:
    with process(lambda: os._exit(0)) as pid:
        counted = Counted(pid)
        assert Deadline(pid, 600.0, 600.0).wait(cast(select.poll, counted), 300.0) == [
            (counted.descriptor, select.POLLIN)
        ]
        os.close(counted.descriptor)


def test_a_slow_upload_on_a_busy_machine_is_graded(one_processor: None) -> None:
    job = Job(SLOW.encode(), TARGETS, (AFFINE,))
    with process(compute), process(compute):
        with Sandbox(Limits(wall_seconds=2.0, busy_seconds=60.0, cpu_seconds=10)) as patient:
            assert isinstance(patient.run(job).replies[0], Returned)
        with Sandbox(Limits(wall_seconds=2.0, busy_seconds=2.0, cpu_seconds=10)) as strict:
            assert isinstance(strict.run(job).replies[0], Fault)
