"""Zygotes work, are replaced, die with their worker, and leave nothing behind."""

import gc
import multiprocessing
import os
import signal
import subprocess
import sys
import threading
from typing import Any

import billiard
import psutil  # type: ignore[import-untyped]
import pytest

from grader.messages import Job
from worker.sandbox import exchange, host, launch
from worker.sandbox.host import Limits, Sandbox, SandboxBroken

from .conftest import AFFINE, HONEST, TARGETS, is_right
from .processes import JOB, ROOT, descriptors, family, gone, wait_for, waiting, zygote


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
