"""How much Dout takes at once: a burst of uploads over HTTP by many clients, and where the time goes.

    burst    clients hand in at the same moment; each upload is accepted or told when to come back
    drain    from the first upload to the last verdict
    stages   the median and p95 of each stage, as the record has them
    parts    processor time that each part spent on one submission: it says what limits the rate, also on a
             machine that others use meanwhile

At its end the audit: nothing lost, nothing twice, nothing different from `dout check` with the same seed.
Run it by itself with `python -m tests.bench.load --count 5000`.
"""

from __future__ import annotations

import argparse
import http.client
import os
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from statistics import quantiles

from sqlalchemy import func, select

from submissions.database import Database
from submissions.models import Measurement
from submissions.settings import Settings
from submissions.store.measurements import STAGES
from tests.chaos.audit import audit
from tests.service import ROOT, Dout, running, until
from worker.serve.kernel import descendants

RIGHT = (ROOT / "tests" / "solutions" / "right" / "matmul.py").read_bytes()
PATH = "/api/v1/assignments/matrix-derivatives/submissions"
BOUNDARY = "dout-load"
BODY = (
    b"--dout-load\r\n"
    b'Content-Disposition: form-data; name="file"; filename="layers.py"\r\n'
    b"Content-Type: text/x-python\r\n\r\n" + RIGHT + b"\r\n--dout-load--\r\n"
)
COMPARED = 100
"""Verdicts that the audit computes again."""


@dataclass
class Burst:
    """What the clients saw: seconds until 202, how many were refused, and everything else."""

    accepted: list[float] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    refused: int = 0
    failed: list[str] = field(default_factory=list)


def burst(dout: Dout, count: int, clients: int) -> Burst:
    """`clients` hand in `count` files in all, each its next as soon as it is answered."""
    seen, lock, numbers = Burst(), threading.Lock(), iter(range(count))

    def client(_: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", dout.port, timeout=60)
        while next(numbers, None) is not None:
            started = time.perf_counter()
            status, text = _post(connection, dout.api_token)
            taken = time.perf_counter() - started
            with lock:
                if status == 202:
                    seen.accepted.append(taken)
                    seen.ids.append(text.partition('"id":"')[2][:36])
                elif status == 503:
                    seen.refused += 1
                else:
                    seen.failed.append(f"{status} {text[:200]}")

    with ThreadPoolExecutor(clients) as pool:
        list(pool.map(client, range(clients)))
    return seen


def _post(connection: http.client.HTTPConnection, token: str) -> tuple[int, str]:
    headers = {
        "Authorization": f"Bearer {token}",
        "Content-Type": f"multipart/form-data; boundary={BOUNDARY}",
    }
    try:
        connection.request("POST", PATH, BODY, headers)
        answer = connection.getresponse()
        return answer.status, answer.read().decode().replace('": "', '":"')
    except (OSError, http.client.HTTPException) as error:
        connection.close()
        return 0, repr(error)


def stages(database: Database) -> Iterator[tuple[str, float, float]]:
    """Name, median and p95 of each stage, in milliseconds."""
    with database.read() as session:
        for stage in STAGES:
            taken = session.scalars(select(getattr(Measurement, stage))).all()
            cuts = quantiles([1000 * seconds for seconds in taken], n=20)
            yield stage, cuts[9], cuts[18]


PARTS = {"gunicorn": "web", "worker.cli worker": "worker and sandbox", "valkey-server": "broker"}
"""Of each part the words in its command line."""
TICKS = os.sysconf("SC_CLK_TCK")


def spent(dout: Dout) -> dict[str, float]:
    """Seconds of processor time of each part, of all its processes and of those that have ended."""
    seconds = {"clients": sum(os.times()[:2])}
    for words, part in PARTS.items():
        first = dout.find(words)
        seconds[part] = sum(_times(pid) for pid in {first} | descendants(first))
    return seconds


def _times(pid: int) -> float:
    """utime, stime, cutime and cstime of proc_pid_stat(5)."""
    with suppress(OSError):
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return sum(map(int, fields[11:15])) / TICKS
    return 0.0


def graded(database: Database) -> int:
    """How many verdicts are stored."""
    with database.read() as session:
        return session.scalar(select(func.count()).select_from(Measurement)) or 0


def main(count: int, clients: int, workers: int) -> None:
    """Measure, audit and print."""
    with (
        tempfile.TemporaryDirectory() as folder,
        running(Path(folder) / "var", {"DOUT_WORKERS": str(workers)}) as dout,
    ):
        settings = Settings(data_dir=dout.data_dir)
        database = Database(settings)
        load = os.getloadavg()[0]
        before, started = spent(dout), time.perf_counter()
        seen = burst(dout, count, clients)
        handed_in = time.perf_counter() - started
        until(lambda: graded(database) >= len(seen.ids), seconds=1800, what="all verdicts")
        drained = time.perf_counter() - started
        after = spent(dout)
        cuts = [1000 * cut for cut in quantiles(seen.accepted, n=100)]
        print(
            f"\nburst of {count} by {clients} clients, {workers} grading processes (load before: {load:.2f})"
        )
        print(f"  accepted {len(seen.ids)}, refused with a time {seen.refused}, failed {len(seen.failed)}")
        print(f"  uploads per second      {len(seen.ids) / handed_in:8.1f}")
        print(f"  acceptance p50 p95 p99  {cuts[49]:8.1f} {cuts[94]:8.1f} {cuts[98]:8.1f} ms")
        print(f"  verdicts per second     {len(seen.ids) / drained:8.1f}")
        for stage, middle, late in stages(database):
            print(f"  {stage:<10} p50 p95      {middle:8.1f} {late:8.1f} ms")
        for part, seconds in after.items():
            taken = 1000 * (seconds - before[part]) / len(seen.ids)
            print(f"  {part:<18}      {taken:8.1f} ms of a processor for each")
        database.close()
        print(f"  {audit(settings, seen.ids, 60, compare=COMPARED)}")
        for trouble in seen.failed[:5]:
            print(f"  failed: {trouble}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tests.bench.load")
    parser.add_argument("--count", type=int, default=500, help="uploads of the burst")
    parser.add_argument("--clients", type=int, default=50, help="clients at the same time")
    parser.add_argument("--workers", type=int, default=2, help="grading processes")
    options = parser.parse_args()
    main(options.count, options.clients, options.workers)
