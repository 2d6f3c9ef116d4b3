"""The attacks of tests/attacks: what their first lines say, how one is run, and what came of it.

Line 1 of each file says: group | what is tried | expected verdict | control. The verdict is the kind of
the first fault, `wrong` for gradients that are not right, or `pass` where the attack failed and the right
gradients were graded as usual. A file that reached what it wanted prints GAINED. The control is one of

    gains without: all layers     where nothing is locked it does print GAINED: so the test can fail
    gains without: the filter     the same with namespaces but without the system call filter
    naive grader: FATE            what it does to tests/worker/sandbox/naive_grader.py
    no control: REASON            why neither can be shown
"""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from grader.messages import Call, Fault, Job, Reply, Returned, Run
from tests.worker.sandbox.conftest import AFFINE, HONEST, TARGETS
from worker.sandbox.host import Limits, Sandbox

LIMITS = Limits(wall_seconds=5.0, cpu_seconds=1)
SHORT = Limits(wall_seconds=0.25, busy_seconds=0.25, cpu_seconds=1)
"""For attacks that end at a time limit, whichever it is."""


class Attack(NamedTuple):
    """One file."""

    path: Path
    group: str
    what: str
    expected: tuple[str, ...]
    control: str
    """Before the colon."""
    detail: str

    @property
    def name(self) -> str:
        return self.path.stem


def _read(path: Path) -> Attack:
    fields = [part.strip() for part in path.read_text().splitlines()[0].removeprefix("#").split("|")]
    group, what, expected, control = fields
    kind, _, detail = control.partition(": ")
    return Attack(path, group, what, tuple(expected.split(" or ")), kind, detail)


ATTACKS = [_read(path) for path in sorted((Path(__file__).parents[2] / "attacks").glob("*.py"))]


def calls() -> tuple[Call, ...]:
    """The call of the sheet and five random ones."""
    rng = np.random.default_rng(0xD0E7)
    shapes = ((2, 2, 2), (3, 4, 5), (1, 7, 2), (2, 2, 2), (6, 1, 1))
    draws = [
        (rng.normal(size=(n, m)), (rng.normal(size=(n, d)), rng.normal(size=(d, m)), rng.normal(size=m)))
        for n, d, m in shapes
    ]
    return (AFFINE, *(Call("affine_backward", args) for args in draws))


CALLS = calls()
HONEST_JOB = Job(HONEST.encode(), TARGETS, CALLS)


def is_right(call: Call, reply: Reply) -> bool:
    """Exact shapes, real numbers, and equal up to rounding; NaN is never right."""
    if not isinstance(reply, Returned) or type(reply.value) is not tuple or len(reply.value) != 3:
        return False
    args: Any = call.args
    dout, (x, w, _) = args
    wanted = (dout @ w.T, x.T @ dout, dout.sum(axis=0))
    return all(
        isinstance(got, np.ndarray)
        and got.dtype.kind in "fiu"
        and got.shape == want.shape
        and bool(np.all(np.abs(got - want) <= 1e-9))
        for got, want in zip(reply.value, wanted, strict=True)
    )


def verdict(run: Run) -> str:
    """What a run comes to."""
    faults = [reply for reply in run.replies if isinstance(reply, Fault)]
    if faults:
        return faults[0].kind.value
    right = all(is_right(call, reply) for call, reply in zip(CALLS, run.replies, strict=True))
    return "pass" if right else "wrong"


def children(pid: int) -> set[int]:
    """The processes under `pid`, by what the kernel lists under each of its threads; none if it is gone."""
    try:
        listings = [path.read_text() for path in Path(f"/proc/{pid}/task").glob("*/children")]
    except (FileNotFoundError, ProcessLookupError):
        return set()
    return {int(child) for listing in listings for child in listing.split()}


def children_of_zygote(sandbox: Sandbox) -> set[int]:
    """The child that runs or waits; there is one at most."""
    assert sandbox._zygote
    started = sandbox._zygote.pid
    return set().union(*map(children, children(started) if "userns" in sandbox.layers else [started]))


def processes(sandbox: Sandbox) -> set[int]:
    """All processes under this one while nothing runs, but for the one child that waits for its job."""
    for _ in range(2000):
        found, unseen = set[int](), {os.getpid()}
        while unseen:
            unseen |= children(unseen.pop())
            found |= unseen
        waiting = children_of_zygote(sandbox)
        if len(waiting) == 1 and waiting <= found:
            return found - waiting
        time.sleep(0.005)
    return found


def attack(sandbox: Sandbox, attack: Attack) -> tuple[Run, list[str]]:
    """Run an attack, then an honest upload in the same zygote. Returns what is wrong: nothing, that is."""
    before = processes(sandbox)
    sandbox.limits = SHORT if "time_limit" in attack.expected else LIMITS
    run = sandbox.run(Job(attack.path.read_bytes(), TARGETS, CALLS))
    sandbox.limits = LIMITS
    wrong = []
    if "GAINED" in run.stdout:
        wrong.append(run.stdout)
    if verdict(run) not in attack.expected:
        wrong.append(f"{verdict(run)}: {run.replies[0]} {run.notes} {run.stdout}")
    if verdict(sandbox.run(HONEST_JOB)) != "pass":
        wrong.append("the honest upload after it did not pass")
    if processes(sandbox) != before:
        wrong.append("processes came or went")
    return run, wrong
