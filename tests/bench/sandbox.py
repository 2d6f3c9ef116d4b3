"""What the sandbox alone costs: `python -m tests.bench.sandbox`, and a part of `make bench`.

What is compared is measured in turns, so that a busy moment of the machine meets all alike. The job is that
of a real plan of `matrix-derivatives`, with all its calls in one fork.

A child is forked and locked before its job comes, so there are two times: what an upload waits for while a
child is there, from the job to the answers; and the whole, until that is gone and the next one is ready.
"""

from __future__ import annotations

import itertools
import os
import select
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from statistics import median, quantiles

import psutil  # type: ignore[import-untyped]

from grader.assignment import builtin
from grader.grading import judge, plan
from grader.messages import Job
from worker.sandbox import launch
from worker.sandbox.host import Limits, Sandbox

ROOT = Path(__file__).parents[2]
SOURCE = (ROOT / "tests" / "solutions" / "right" / "matmul.py").read_bytes()
BARE = Path(__file__).with_name("bare_grader.py")
ASSIGNMENT = builtin("matrix-derivatives")
PLAN = plan(ASSIGNMENT, "0" * 64)
JOB = PLAN.job(SOURCE)
ONE_CALL = replace(JOB, calls=JOB.calls[:1])
SLEEP = Job(b"import time\ntime.sleep(0.5)\n" + SOURCE, JOB.targets, JOB.calls)
THROUGHPUT_SECONDS = 3.0

FORK, FULL, WHOLE, ONE, UNLOCKED, BARE_GRADER = "fork", "full", "whole", "one", "unlocked", "bare"
PLANNING, JUDGING = "plan", "judge"


def fork_and_exit() -> None:
    """Fork this process, which has NumPy loaded, and wait for the child's end."""
    if (child := os.fork()) == 0:
        os._exit(0)
    os.waitpid(child, 0)


Action = Callable[[], object]


def in_turns(
    actions: dict[str, Action], times: int, before: dict[str, Action] | None = None
) -> dict[str, list[float]]:
    """Milliseconds of each action, one of each after the other; what comes `before` one is not counted."""
    taken: dict[str, list[float]] = {name: [] for name in actions}
    for _ in range(times):
        for name, action in actions.items():
            (before or {}).get(name, lambda: None)()
            started = time.perf_counter()
            action()
            taken[name].append(1000 * (time.perf_counter() - started))
    return taken


def rest(sandbox: Sandbox) -> None:
    """Wait until the child of the last job is gone and the next one is locked, which it says."""
    assert sandbox._zygote
    sandbox._zygote.settle()
    assert sandbox._zygote._next
    poll = select.poll()
    poll.register(sandbox._zygote._next.job, select.POLLIN)
    assert poll.poll(10_000)


def whole(sandbox: Sandbox, job: Job) -> None:
    """A run, until the next could begin."""
    sandbox.run(job)
    rest(sandbox)


def unlocked() -> Sandbox:
    """A sandbox without any layer: only to see what the layers cost."""
    wanted, launch.WANTED = launch.WANTED, ("none",)
    try:
        return Sandbox(require="")
    finally:
        launch.WANTED = wanted


def bare_grader() -> None:
    """What a short grading script costs: a new Python that imports NumPy."""
    subprocess.run([sys.executable, BARE], check=True, stdout=subprocess.DEVNULL)


def times_of_runs(sandbox: Sandbox, times: int) -> dict[str, list[float]]:
    """The single measurements."""
    run = sandbox.run(JOB)
    seeds = map("{:064x}".format, itertools.count())
    with unlocked() as free:
        actions: dict[str, Action] = {
            FORK: fork_and_exit,
            FULL: lambda: sandbox.run(JOB),
            WHOLE: lambda: whole(sandbox, JOB),
            ONE: lambda: whole(sandbox, ONE_CALL),
            UNLOCKED: lambda: whole(free, ONE_CALL),
            PLANNING: lambda: plan(ASSIGNMENT, next(seeds)),
            JUDGING: lambda: judge(PLAN, run),
        }
        before: dict[str, Action] = dict.fromkeys((FORK, FULL, WHOLE, ONE), lambda: rest(sandbox))
        before[UNLOCKED] = lambda: rest(free)
        in_turns(actions, 3, before)
        taken = in_turns(actions, times, before)
    taken |= in_turns({BARE_GRADER: bare_grader}, max(5, times // 10))
    return taken


COUNT = """
import itertools, sys, time
from tests.bench.sandbox import ASSIGNMENT, JOB, SOURCE, judge, plan
from worker.sandbox.host import Sandbox
with Sandbox() as sandbox:
    sandbox.run(JOB)
    print("ready", flush=True)
    sys.stdin.readline()
    count, judged, end = 0, sys.argv[1] == "judged", time.perf_counter() + float(sys.argv[2])
    for number in itertools.count():
        if time.perf_counter() > end:
            break
        if judged:
            planned = plan(ASSIGNMENT, f"{number:064x}")
            assert judge(planned, sandbox.run(planned.job(SOURCE))).points == 20
        else:
            sandbox.run(JOB)
        count += 1
print(count)
"""


def a_second(workers: int, *, judged: bool) -> float:
    """Runs a second of so many workers side by side, or whole verdicts: plan, run and judge."""
    command = [sys.executable, "-c", COUNT, "judged" if judged else "runs", str(THROUGHPUT_SECONDS)]
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}
    started = [
        subprocess.Popen(
            command, cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for _ in range(workers)
    ]
    for worker in started:
        assert worker.stdout
        worker.stdout.readline()
    return sum(int(out) for out in _finish(started)) / THROUGHPUT_SECONDS


def _finish(started: list[subprocess.Popen[str]]) -> list[str]:
    for worker in started:
        assert worker.stdin
        worker.stdin.write("go\n")
        worker.stdin.flush()
    return [worker.communicate()[0] for worker in started]


def private_mib(sandbox: Sandbox) -> float:
    """Memory that a child has for itself while it runs."""
    thread = threading.Thread(target=lambda: sandbox.run(SLEEP))
    thread.start()
    time.sleep(0.25)
    zygote = psutil.Process(sandbox._zygote.pid)  # type: ignore[union-attr]
    child = max(zygote.children(recursive=True), key=lambda process: process.pid)
    lines = Path(f"/proc/{child.pid}/smaps_rollup").read_text().splitlines()
    thread.join()
    return sum(int(line.split()[1]) for line in lines if line.startswith("Private")) / 1024


ORPHAN = """
import psutil
from tests.bench.sandbox import SLEEP
from worker.sandbox.host import Sandbox
sandbox = Sandbox()
print(*[p.pid for p in [psutil.Process(sandbox._zygote.pid)] + psutil.Process().children(True)], flush=True)
sandbox.run(SLEEP)
"""


def gone_after_ms() -> float:
    """From kill -9 of a worker in the middle of a job until the last process of its sandbox is gone."""
    worker = subprocess.Popen([sys.executable, "-c", ORPHAN], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    with worker:
        assert worker.stdout
        worker.stdout.readline()
        time.sleep(0.2)
        left = psutil.Process(worker.pid).children(recursive=True)
        started = time.perf_counter()
        worker.send_signal(signal.SIGKILL)
        while any(process.is_running() and process.status() != psutil.STATUS_ZOMBIE for process in left):
            time.sleep(0.0005)
        return 1000 * (time.perf_counter() - started)


def start_ms() -> float:
    """From starting Python until a zygote is locked and ready."""
    taken = []
    for _ in range(5):
        started = time.perf_counter()
        with Sandbox():
            taken.append(1000 * (time.perf_counter() - started))
    return median(taken)


TITLES = {
    FORK: "fork and exit, NumPy loaded",
    FULL: f"matrix-derivatives, {len(JOB.calls)} calls: job to answers",
    WHOLE: "the same until the next child is ready",
    ONE: "one call until the next child is ready, all layers",
    UNLOCKED: "one call until the next child is ready, no layers",
    PLANNING: "planning (not the sandbox)",
    JUDGING: "judging (not the sandbox)",
    BARE_GRADER: "python bare_grader.py",
}


def print_times(taken: dict[str, list[float]]) -> None:
    """The single measurements and their ratio to a fork."""
    print(f"\n{'sandbox and judge, milliseconds':<52} {'min':>8} {'median':>8} {'p95':>8} {'/ fork':>8}")
    for name, title in TITLES.items():
        late, middle = quantiles(taken[name], n=20)[-1], median(taken[name])
        ratio = middle / median(taken[FORK])
        print(f"{title:<52} {min(taken[name]):>8.2f} {middle:>8.2f} {late:>8.2f} {ratio:>8.2f}")


def print_bounds(taken: dict[str, list[float]], private: float) -> None:
    """What is measured beside what is wanted; two ratios: of medians, and of the fastest."""
    locks = median(a - b for a, b in zip(taken[ONE], taken[UNLOCKED], strict=True))
    gone = max(gone_after_ms() for _ in range(5))

    def ratio(name: str, base: str, *, inverse: bool = False) -> str:
        found = [of(taken[name]) / of(taken[base]) for of in (median, min)]
        return "  ".join(f"1/{1 / x:.1f}" if inverse else f"{x:.2f}" for x in found)

    judging = median(taken[PLANNING]) + median(taken[JUDGING])
    rows = [
        ("matrix-derivatives, job to answers / fork", ratio(FULL, FORK), "≤ 3"),
        ("the same until the next child is ready / fork", ratio(WHOLE, FORK), ""),
        ("one call until the next child is ready / fork", ratio(ONE, FORK), "≤ 3"),
        ("matrix-derivatives / bare grader", ratio(FULL, BARE_GRADER, inverse=True), "≤ 1/12"),
        ("all locks together", f"{locks:.2f} ms", "≤ 0.5 ms"),
        ("plan and judge (not the sandbox)", f"{judging:.1f} ms", "≤ 5 ms"),
        ("runs a second, 1 worker", f"{a_second(1, judged=False):.0f}", ""),
        ("runs a second, 2 workers", f"{a_second(2, judged=False):.0f}", "≥ 300"),
        ("verdicts a second, 2 workers: plan, run, judge", f"{a_second(2, judged=True):.0f}", "≥ 100"),
        ("private memory of a child", f"{private:.1f} MiB", "≤ 3 MiB"),
        ("zygote to ready", f"{start_ms():.0f} ms", "≤ 300 ms"),
        ("worker killed until all is gone, longest of 5", f"{gone:.0f} ms", "≤ 100 ms"),
    ]
    print(f"\n{'sandbox':<52} {'measured':>14} {'wanted':>10}")
    for name, value, bound in rows:
        print(f"{name:<52} {value:>14} {bound:>10}")


def main(times: int = 100) -> None:
    """Measure and print."""
    with Sandbox(Limits()) as sandbox:
        taken = times_of_runs(sandbox, times)
        private = private_mib(sandbox)
        layers = [name for name in sandbox.layers if name not in {"refused", "start_ms"}]
    print(f"\nlayers: {', '.join(layers)}; load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
    print_times(taken)
    print_bounds(taken, private)


if __name__ == "__main__":
    main()
