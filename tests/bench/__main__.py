"""How fast is Dout? `make bench`: everything in one run on one machine, so that the ratios mean something.

    latency     one upload at a time, from the request to the stored verdict, while nothing else is graded
    throughput  many uploads at once, with one and with two grading processes
    burst       many clients at the same moment, what they wait for, and an audit of every verdict (load.py)
    growth      the way from upload to verdict with 1,000 to 100,000 stored (growth.py)
    sandbox     one run of an upload and what locks it, without web, record and judge

The baselines are what a grader cannot do without (fork and exit of a process with NumPy) and what graders
commonly do (a new Python process that imports NumPy and runs the checks without any sandbox).
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from statistics import median, quantiles

from sqlalchemy import select

from submissions.database import Database
from submissions.models import Submission, Verdict
from submissions.settings import Settings
from tests.bench import growth, load, sandbox
from tests.service import ROOT, Dout, running, until

RIGHT = (ROOT / "tests" / "solutions" / "right" / "matmul.py").read_text()
BARE = Path(__file__).with_name("bare_grader.py")


def milliseconds(action: Callable[[], object], times: int) -> list[float]:
    """How long `action` took each time."""
    taken = []
    for _ in range(times):
        started = time.perf_counter()
        action()
        taken.append(1000 * (time.perf_counter() - started))
    return taken


def fork_and_exit() -> None:
    """Fork this process, which has NumPy loaded, and wait for the child's end."""
    if (child := os.fork()) == 0:
        os._exit(0)
    os.waitpid(child, 0)


def new_process(*arguments: str) -> Callable[[], object]:
    """Start Python anew."""
    return lambda: subprocess.run([sys.executable, *arguments], check=True, stdout=subprocess.DEVNULL)


def stored(dout: Dout) -> dict[str, float]:
    """Milliseconds from the stored upload to the stored verdict, by submission, as the record has them."""
    database = Database(Settings(data_dir=dout.data_dir))
    try:
        with database.read() as session:
            rows = session.execute(
                select(Submission.id, Submission.created_at, Verdict.created_at).join(
                    Verdict, Verdict.submission_id == Submission.id
                )
            ).all()
    finally:
        database.close()
    return {row[0]: _between(row[1], row[2]) for row in rows}


def _between(start: datetime, end: datetime) -> float:
    return 1000 * (end - start).total_seconds()


def latency(dout: Dout, times: int) -> tuple[list[float], list[float]]:
    """Milliseconds until a client that asks all the time sees the verdict, and as the record has them."""
    ids: list[str] = []

    def one() -> None:
        ids.append(dout.hand_in(RIGHT))
        until(lambda: dout.state(ids[-1]) == "graded")

    one()  # the first one warms everything up
    seen = milliseconds(one, times)
    kept = stored(dout)
    return seen, [kept[id_] for id_ in ids[1:]]


def throughput(dout: Dout, count: int) -> float:
    """Submissions graded per second, from the first request to the last verdict."""
    started = time.perf_counter()
    with ThreadPoolExecutor(4) as clients:
        ids = set(clients.map(lambda _: dout.hand_in(RIGHT), range(count)))
    until(lambda: ids <= stored(dout).keys(), seconds=600, what="all verdicts")
    return count / (time.perf_counter() - started)


def row(name: str, taken: list[float], base: float) -> None:
    """One line of the table."""
    late = quantiles(taken, n=20)[-1]
    print(f"{name:<52} {median(taken):>9.1f} {late:>9.1f} {median(taken) / base:>8.2f}")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="make bench")
    parser.add_argument("--times", type=int, default=30, help="repetitions of each single measurement")
    parser.add_argument("--count", type=int, default=200, help="uploads of a throughput run")
    parser.add_argument("--burst", type=int, default=300, help="uploads of the burst by 50 clients")
    options = parser.parse_args()
    bare = milliseconds(new_process(str(BARE)), options.times)
    base = median(bare)
    print(f"{'milliseconds':<52} {'median':>9} {'p95':>9} {'ratio':>8}")
    row("fork and exit, NumPy loaded", milliseconds(fork_and_exit, options.times), base)
    row("python -c 'import numpy'", milliseconds(new_process("-c", "import numpy"), options.times), base)
    row("python bare_grader.py (no sandbox, few checks)", bare, base)
    rates = {}
    for workers in (1, 2):
        with (
            tempfile.TemporaryDirectory() as folder,
            running(Path(folder) / "var", {"DOUT_WORKERS": str(workers)}) as dout,
        ):
            if workers == 1:
                seen, kept = latency(dout, options.times)
                row("Dout: POST until a client sees the verdict", seen, base)
                row("Dout: upload stored until verdict stored", kept, base)
            rates[workers] = throughput(dout, options.count)
    print(f"\n{'graded per second':<52} {'':>9} {'':>9} {'ratio':>8}")
    print(f"{'one bare grader after the other':<52} {1000 / base:>9.1f} {'':>9} {1.0:>8.2f}")
    for workers, rate in rates.items():
        print(f"{f'Dout, {workers} grading processes':<52} {rate:>9.1f} {'':>9} {rate * base / 1000:>8.2f}")
    load.main(options.burst, 50, 2)
    sandbox.main(options.times)
    growth.main()


if __name__ == "__main__":
    main()
