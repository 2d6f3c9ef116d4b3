"""The processes of a sandbox as the kernel shows them, for the tests that kill, stop and count them."""

import time
from collections.abc import Callable
from pathlib import Path

import psutil  # type: ignore[import-untyped]

from grader.messages import Job
from worker.sandbox.host import Sandbox

from .conftest import AFFINE, HONEST, TARGETS

ROOT = Path(__file__).parents[3]
JOB = Job(HONEST.encode(), TARGETS, (AFFINE,))


def zygote(sandbox: Sandbox) -> psutil.Process:
    """What the sandbox started."""
    assert sandbox._zygote
    return psutil.Process(sandbox._zygote.pid)


def family(sandbox: Sandbox) -> list[psutil.Process]:
    """The launcher, if there is one, and the zygote, without the children that run or wait."""
    process = zygote(sandbox)
    return [process, *process.children()] if "userns" in sandbox.layers else [process]


def wait_for(condition: Callable[[], bool], seconds: float = 10.0) -> bool:
    """Poll until it holds; far longer than it ever takes."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.005)
    return True


def waiting(sandbox: Sandbox) -> psutil.Process:
    """The child that waits for the next job."""
    assert sandbox._zygote
    sandbox._zygote.settle()  # the one before is gone
    innermost, found = family(sandbox)[-1], list[psutil.Process]()

    def is_there() -> bool:
        found[:] = innermost.children()
        return bool(found)

    assert wait_for(is_there)
    return found[0]


def descriptors(pid: int | str) -> int:
    return len(list(Path(f"/proc/{pid}/fd").iterdir()))


def gone(processes: list[psutil.Process]) -> bool:
    return not any(p.is_running() and p.status() != psutil.STATUS_ZOMBIE for p in processes)
