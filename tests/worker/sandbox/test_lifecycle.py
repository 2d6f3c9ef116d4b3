"""Zygotes start, are replaced, die with their worker, and leave nothing behind."""

import gc
import multiprocessing
import os
import select
import signal
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar

import billiard
import numpy as np
import psutil  # type: ignore[import-untyped]
import pytest

from grader.messages import Job
from worker.sandbox import exchange, host, launch
from worker.sandbox.host import Limits, Sandbox, SandboxBroken

from .conftest import AFFINE, HONEST, TARGETS, is_right

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


@pytest.fixture
def own() -> Iterator[Sandbox]:
    with Sandbox(Limits(wall_seconds=5.0, cpu_seconds=5, jobs_per_zygote=3)) as sandbox:
        yield sandbox


def test_closing_leaves_no_process_and_no_descriptor() -> None:
    gc.collect()
    before = descriptors("self")
    with Sandbox() as sandbox:
        processes = family(sandbox)
        assert is_right(sandbox.run(JOB).replies[0])
    assert gone(processes)
    assert descriptors("self") == before


def test_runs_leak_no_descriptor_on_either_side(own: Sandbox) -> None:
    def count() -> list[int]:
        return [descriptors(p.pid) for p in [psutil.Process(), *family(own)]]

    own.run(JOB)
    waiting(own)
    before = count()
    own.run(JOB)
    own.run(Job(b"import os\nos._exit(1)", TARGETS, (AFFINE,)))
    assert wait_for(lambda: count() == before)


def test_a_zygote_is_replaced_after_its_jobs(own: Sandbox) -> None:
    first = zygote(own)
    for _ in range(3):
        assert is_right(own.run(JOB).replies[0])
        assert zygote(own) == first
    assert is_right(own.run(JOB).replies[0])
    assert zygote(own) != first
    assert gone([first])


def test_a_zygote_whose_memory_grew_is_replaced() -> None:
    with Sandbox(Limits(zygote_growth_mib=8)) as sandbox:
        first = zygote(sandbox)
        for _ in range(12):
            sandbox.run(JOB)
        assert sandbox._zygote
        before, now = sandbox._zygote.memory_kib
        assert 10 << 10 < before <= now < 400 << 10
        assert zygote(sandbox) == first  # jobs alone do not make it grow
        sandbox._zygote.memory_kib[0] -= 9 << 10
        assert is_right(sandbox.run(JOB).replies[0])
        assert zygote(sandbox) != first
        assert gone([first])


SIDE_BY_SIDE = """
import sys
from grader.messages import Job
from tests.worker.sandbox.attacking import ATTACKS, HONEST_JOB, LIMITS, attack, verdict
from worker.sandbox.host import Sandbox
with Sandbox(LIMITS) as sandbox:
    print("ready", flush=True)
    sys.stdin.readline()
    for tried in [a for a in ATTACKS if a.name in sys.argv[1:]] * 3:
        assert attack(sandbox, tried)[1] == [], tried
        for _ in range(5):
            assert verdict(sandbox.run(HONEST_JOB)) == "pass"
print("done")
"""


def test_workers_side_by_side_do_not_disturb_each_other() -> None:
    """Three at once, each with uploads that signal, flood, fork and end; the uid is the same for all."""
    attacks = [
        "escape_kill_the_zygote",
        "starve_fork_bomb",
        "forge_garbage",
        "starve_segfault",
        "escape_groups",
    ]
    command = [sys.executable, "-c", SIDE_BY_SIDE, *attacks]
    workers = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT, text=True)
        for _ in range(3)
    ]
    for worker in workers:
        assert worker.stdout
        assert worker.stdout.readline() == "ready\n"
    for worker in workers:
        assert worker.stdin
        worker.stdin.write("go\n")
        worker.stdin.flush()
    assert [worker.communicate()[0] for worker in workers] == ["done\n"] * 3


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


@pytest.mark.parametrize("which", [0, -1], ids=["what was started", "the innermost process"])
def test_a_zygote_that_was_killed_between_jobs_is_replaced(own: Sandbox, which: int) -> None:
    processes = family(own)
    processes[which].kill()
    assert wait_for(lambda: gone(processes))
    assert is_right(own.run(JOB).replies[0])


def test_a_zygote_that_is_killed_in_the_middle_is_replaced_once(own: Sandbox) -> None:
    seen = []

    def kill_first() -> None:
        seen.extend(family(own))
        seen[-1].kill()

    timer = threading.Timer(0.3, kill_first)
    timer.start()
    source = HONEST.replace("    x, w, b", "    import time; time.sleep(1)\n    x, w, b")
    assert is_right(own.run(Job(source.encode(), TARGETS, (AFFINE,))).replies[0])
    timer.join()
    assert gone(seen)


def test_a_sandbox_that_fails_twice_says_so_and_recovers(
    own: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    def dead(*_: Any) -> exchange.Exchange:
        raise SandboxBroken("the sandbox went away")

    with monkeypatch.context() as patched:
        patched.setattr(host, "Exchange", dead)
        with pytest.raises(SandboxBroken, match="went away"):
            own.run(JOB)
    assert is_right(own.run(JOB).replies[0])


def test_a_zygote_that_hangs_is_killed_and_replaced(own: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exchange, "GRACE_SECONDS", 0.1)
    monkeypatch.setattr(launch, "STOP_SECONDS", 0.1)
    monkeypatch.setattr(own, "limits", Limits(wall_seconds=0.3, busy_seconds=0.3))
    stuck = family(own)
    for process in stuck:
        process.suspend()
    run = own.run(JOB)
    assert gone(stuck)
    assert is_right(run.replies[0])


def test_an_interrupt_in_the_middle_of_a_job_does_not_mix_up_the_next(own: Sandbox) -> None:
    def interrupt(*_: Any) -> None:
        raise KeyboardInterrupt

    previous = signal.signal(signal.SIGALRM, interrupt)
    try:
        signal.setitimer(signal.ITIMER_REAL, 0.2)
        with pytest.raises(KeyboardInterrupt):
            own.run(Job(b"import time\ntime.sleep(9)", TARGETS, (AFFINE,)))
    finally:
        signal.signal(signal.SIGALRM, previous)
    assert is_right(own.run(JOB).replies[0])


def test_threads_share_one_sandbox(own: Sandbox) -> None:
    right = []
    threads = [
        threading.Thread(target=lambda: right.append(is_right(own.run(JOB).replies[0]))) for _ in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert right == [True] * 6


def _in_forked_process(sandbox: Sandbox, answers: Any) -> None:
    inherited = sandbox._zygote
    right = is_right(sandbox.run(JOB).replies[0])
    answers.put((right, sandbox._zygote is not inherited))
    sandbox.close()


@pytest.mark.filterwarnings("ignore:.*multi-threaded.*:DeprecationWarning")
def test_a_forked_process_starts_its_own_zygote_and_leaves_the_old_one_alone(own: Sandbox) -> None:
    context = multiprocessing.get_context("fork")
    answers = context.SimpleQueue()
    process = context.Process(target=_in_forked_process, args=(own, answers))
    before = zygote(own)
    process.start()
    process.join()
    assert answers.get() == (True, True)
    assert zygote(own) == before
    assert is_right(own.run(JOB).replies[0])


def _in_pool_process(answers: Any) -> None:
    with Sandbox() as sandbox:
        answers.put(is_right(sandbox.run(JOB).replies[0]))


@pytest.mark.filterwarnings("ignore:.*multi-threaded.*:DeprecationWarning")
def test_a_daemonic_process_of_a_celery_pool_can_have_a_sandbox() -> None:
    context = billiard.get_context("fork")
    answers = context.SimpleQueue()
    process = context.Process(target=_in_pool_process, args=(answers,))
    process.daemon = True
    process.start()
    assert answers.get() is True
    process.join()


WORKER = """
import sys, time
from grader.messages import Job
from tests.worker.sandbox.conftest import TARGETS, AFFINE, HONEST
from worker.sandbox.host import Sandbox
import psutil
sandbox = Sandbox()
started = psutil.Process(sandbox._zygote.pid)
print(*[p.pid for p in started.children(recursive=True)], started.pid, flush=True)
sandbox.run(Job(sys.argv[1].encode(), TARGETS, (AFFINE,)))
sys.stdin.read()
"""


@pytest.mark.parametrize("source", ["", "import time\ntime.sleep(60)"], ids=["idle", "in a job"])
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_when_the_worker_is_killed_everything_goes(source: str, number: int) -> None:
    worker = subprocess.Popen(
        [sys.executable, "-c", WORKER, source],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    with worker:
        assert worker.stdout
        processes = [psutil.Process(int(pid)) for pid in worker.stdout.readline().split()]
        if source:
            assert wait_for(lambda: len(processes[0].children()) == 1 or len(processes) == 1)
            processes += processes[0].children()
        worker.send_signal(number)
        worker.wait()
        assert wait_for(lambda: gone(processes))


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


POLL = select.poll


class WatchedPoll:
    """`select.poll`, which keeps what it answered."""

    answers: ClassVar[list[object]] = []

    def __init__(self) -> None:
        self._poll = POLL()
        self.register, self.unregister, self.modify = (
            self._poll.register,
            self._poll.unregister,
            self._poll.modify,
        )

    def poll(self, milliseconds: float) -> list[tuple[int, int]]:
        events = self._poll.poll(milliseconds)
        self.answers.append(events)
        return events


def test_the_end_of_a_run_is_seen_without_a_word_of_the_zygote(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However long the worker lets a child go on before it looks again."""
    monkeypatch.setattr(exchange, "PAUSE_SECONDS", 3600.0)
    waiting(sandbox)
    monkeypatch.setattr(select, "poll", WatchedPoll)
    WatchedPoll.answers.clear()
    innermost = family(sandbox)[-1]
    innermost.suspend()
    try:
        assert all(map(is_right, sandbox.run(replace(JOB, calls=(AFFINE,) * 20)).replies))
    finally:
        innermost.resume()
    assert WatchedPoll.answers
    assert [] not in WatchedPoll.answers
