"""A function that ends the process costs its own points only."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from grader.messages import Call, Fault, FaultKind, Job, Returned, Run, Target
from worker.sandbox.host import Limits, Sandbox
from worker.sandbox.turns import MAX_RUNS, run

NAMES = ("a", "b", "c", "d")


def job(source: str, names: tuple[str, ...] = NAMES) -> Job:
    calls = tuple(Call(name, (np.ones(2), np.ones(2))) for name in names for _ in range(2))
    return Job(source.encode(), tuple(Target(name) for name in names), calls)


GOOD = "def {0}(dout, cache):\n    print('{0}')\n    return dout\n"
LOOP = "def {0}(dout, cache):\n    while True:\n        pass\n"
EXIT = "import os\ndef {0}(dout, cache):\n    os._exit(0)\n"


def kinds(done: Run) -> list[str]:
    return [reply.kind.value if isinstance(reply, Fault) else "returned" for reply in done.replies]


def test_functions_after_an_endless_one_are_still_run() -> None:
    source = LOOP.format("a") + GOOD.format("b") + EXIT.format("c") + GOOD.format("d")
    with Sandbox(Limits(wall_seconds=2.0, cpu_seconds=1)) as sandbox:
        done = sandbox.run(job(source))
    assert kinds(done) == ["time_limit"] * 2 + ["returned"] * 2 + ["crash"] * 2 + ["returned"] * 2
    assert done.stdout == "b\nb\nd\nd\n"


def test_an_upload_costs_a_bounded_number_of_runs() -> None:
    runs: list[Job] = []

    def once(part: Job, _: Limits) -> Run:
        runs.append(part)
        end = Fault(FaultKind.CRASH, "")
        return Run((end,) * len(part.calls))

    done = run(job("", ("a", "b", "c", "d", "e")), Limits(), once)
    assert len(runs) == MAX_RUNS
    assert kinds(done) == ["crash"] * 10


def test_a_function_that_was_answered_before_the_end_is_not_run_again() -> None:
    runs: list[Job] = []

    def once(part: Job, _: Limits) -> Run:
        runs.append(part)
        end = Fault(FaultKind.TIME_LIMIT, "")
        return Run((Returned(1.0), end, end, end)) if len(runs) == 1 else Run((Returned(2.0),) * 2)

    done = run(job("", ("a", "b")), Limits(), once)
    assert [call.function for call in runs[1].calls] == ["b", "b"]
    assert kinds(done) == ["returned", "time_limit", "returned", "returned"]


def test_all_runs_together_take_little_more_than_the_longest(monkeypatch: pytest.MonkeyPatch) -> None:
    now, seen = [0.0], list[Limits]()
    monkeypatch.setattr("worker.sandbox.turns.time", SimpleNamespace(monotonic=lambda: now[0]))

    def once(part: Job, limits: Limits) -> Run:
        seen.append(limits)
        now[0] += limits.longest_seconds
        end = Fault(FaultKind.TIME_LIMIT, "")
        return Run((end,) * len(part.calls))

    limits = Limits(wall_seconds=5.0, busy_seconds=15.0)
    done = run(job("", ("a", "b", "c", "d")), limits, once)
    assert [(given.wall_seconds, given.busy_seconds) for given in seen] == [(5.0, 15.0), (5.0, 5.0)]
    assert kinds(done) == ["time_limit"] * 8
    assert limits.after(0.01) == limits
    assert limits.after(17.0) == replace(limits, wall_seconds=3.0, busy_seconds=3.0)


def test_an_upload_that_could_not_be_loaded_is_run_once() -> None:
    with Sandbox(Limits(wall_seconds=2.0, cpu_seconds=1)) as sandbox:
        done = sandbox.run(job("def a(:"))
    assert done.fault is not None
    assert done.fault.kind is FaultKind.SYNTAX
