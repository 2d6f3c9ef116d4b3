"""Every harm by itself and all together while submissions stream in; after each the audit. `make chaos`.

What is seen is printed: the seconds from the end of the stream to the last verdict say how long it took to
mend the harm.
"""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path

import pytest

from submissions.database import Database
from submissions.models import State, Submission
from submissions.settings import Settings
from tests.chaos import harm
from tests.chaos.audit import audit
from tests.chaos.stream import SLOW, UPLOADS, Stream, streaming
from tests.service import Dout, launch, running, until

pytestmark = pytest.mark.chaos

SHORT = {
    "DOUT_SWEEP_SECONDS": "1",
    "DOUT_SANDBOX_WALL_SECONDS": "3",
    "DOUT_SANDBOX_BUSY_SECONDS": "3",
    "DOUT_LEASE_SECONDS": "23",
}
"""The least lease: what a dead worker held is taken up again after so long."""
PATIENCE = 150.0
CALM_SECONDS = 2.0
SINGLE: list[Callable[[Dout], None]] = [
    harm.kill_worker,
    harm.kill_pool_process,
    harm.kill_zygotes,
    harm.kill_web,
    harm.kill_broker,
    harm.kill_clock,
    harm.flush_broker,
    harm.hang_broker,
    harm.end_worker,
    harm.end_web,
    harm.hold_sqlite,
    harm.migrate,
]


def settings_of(dout: Dout) -> Settings:
    return Settings(
        data_dir=dout.data_dir, sandbox_wall_seconds=3.0, sandbox_busy_seconds=3.0, lease_seconds=23
    )


def check(what: str, stream: Stream, settings: Settings) -> None:
    """The audit, in one line."""
    found = audit(settings, stream.accepted, PATIENCE)
    print(
        f"\n{what:<24} accepted {len(stream.accepted):>4}  refused {stream.refused:>3}  "
        f"stored {found.submissions:>4}  most tries {found.tries}  "
        f"slowest answer {stream.slowest:.2f} s  last verdict after {found.waited:.1f} s",
        end="",
    )
    assert len(stream.accepted) > 10
    assert found.clean(), found


@pytest.fixture(scope="module")
def dout(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dout]:
    with running(tmp_path_factory.mktemp("storm") / "var", SHORT) as service:
        yield service


@pytest.mark.parametrize("hurt", SINGLE, ids=lambda hurt: hurt.__name__)
def test_one_harm(hurt: Callable[[Dout], None], dout: Dout) -> None:
    with streaming(dout) as stream:
        time.sleep(CALM_SECONDS)
        hurt(dout)
        time.sleep(2 * CALM_SECONDS)
    check(hurt.__name__, stream, settings_of(dout))


def test_every_message_ten_times(dout: Dout) -> None:
    with streaming(dout) as stream:
        for _ in range(10):
            time.sleep(CALM_SECONDS / 4)
            harm.send_twice(dout, stream.accepted[-20:])
    check("duplicates", stream, settings_of(dout))


def test_all_at_once(tmp_path: Path) -> None:
    with running(tmp_path / "var", SHORT) as service:
        with streaming(service) as stream:
            time.sleep(CALM_SECONDS)
            for hurt in (*SINGLE, *SINGLE[1:3], harm.flush_broker):
                hurt(service)
                harm.send_twice(service, stream.accepted[-5:])
                time.sleep(CALM_SECONDS / 4)
        check("all at once", stream, settings_of(service))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL], ids=lambda number: number.name)
def test_the_service_ends_in_the_middle_and_starts_anew(number: signal.Signals, tmp_path: Path) -> None:
    service = launch(tmp_path / "var", environ=SHORT).wait_until_ready()
    with streaming(service) as stream:
        time.sleep(CALM_SECONDS)
        service.process.send_signal(number)
        service.process.wait(30)
        time.sleep(0.5)
    again = launch(tmp_path / "var", port=service.port, environ=SHORT).wait_until_ready()
    try:
        check(number.name, stream, settings_of(again))
    finally:
        again.stop()


def has_tried(database: Database, submission: str, times: int) -> bool:
    with database.read() as session:
        return session.get_one(Submission, submission).tries == times


def test_what_kills_its_process_every_time_ends_broken_and_holds_nobody_up(tmp_path: Path) -> None:
    """No upload can do that through the sandbox; a fault of the kernel or of ours could."""
    with running(tmp_path / "var", SHORT) as service:
        poison = service.hand_in(b"import time\ntime.sleep(2)\n" + UPLOADS[0])
        settings, database = settings_of(service), Database(settings_of(service))
        for tries in range(1, settings.max_tries + 1):
            until(partial(has_tried, database, poison, tries), PATIENCE, f"try {tries}")
            for process in harm.pool(service):
                os.kill(process, signal.SIGKILL)
        until(lambda: service.state(poison) == State.BROKEN, PATIENCE, "the end of it")
        database.close()
        report = service.report(poison)
        assert report["points"] is None
        after = service.report(service.hand_in(SLOW))
        assert after["points"] == after["max_points"]
        until(lambda: service.state(poison) == State.BROKEN, seconds=1)
        print(f"\npoison: {settings.max_tries} deaths, then broken", end="")


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of its own with 24 MiB."""
    disk = tmp_path / "disk"
    disk.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=24m,mode=700", "tmpfs", str(disk)]
    if subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("needs the right to mount")
    yield disk
    subprocess.run(["umount", "--lazy", str(disk)], check=True)


def test_the_disk_is_full_for_a_while(small_disk: Path) -> None:
    with running(small_disk / "var", SHORT) as service:
        with streaming(service) as stream:
            time.sleep(CALM_SECONDS)
            before = stream.refused
            with (small_disk / "filler").open("wb", buffering=0) as filler, suppress(OSError):
                while True:
                    filler.write(bytes(4096))
            until(lambda: stream.refused > before, what="an upload to be refused")
            time.sleep(2 * CALM_SECONDS)
            (small_disk / "filler").unlink()
            time.sleep(2 * CALM_SECONDS)
        assert stream.refused
        check("disk full", stream, settings_of(service))
