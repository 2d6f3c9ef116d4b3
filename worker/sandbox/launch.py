"""The worker's end of a zygote: start it, know what locks it, hand it jobs, make sure it is gone."""

from __future__ import annotations

import json
import os
import select
import socket
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from worker.sandbox.errors import SandboxBroken
from worker.sandbox.inside import protocol
from worker.sandbox.limits import Limits

INSIDE = Path(__file__).parent / "inside" / "__init__.py"
WANTED: tuple[str, ...] = protocol.LAYERS
"""Layers that are asked for: all. Tests leave some out, to see that the rest holds and that they can fail."""
START_SECONDS = 30.0
STOP_SECONDS = 1.0
SETTLE_SECONDS = 0.05
"""A child that has answered all and closed its streams has this long to be gone; then it is killed."""
KILL_SECONDS = 10.0
"""After that the zygote is not trusted to be there."""
BOOT = """
import os
os.register_at_fork = lambda **hooks: None
import importlib.util as util, sys
sys.path.append(sys.argv[4])
spec = util.spec_from_file_location("inside", sys.argv[3])
sys.modules["inside"] = package = util.module_from_spec(spec)
spec.loader.exec_module(package)
from inside.zygote import main
main()
"""
"""Load the code inside by its file: no folder of ours is ever on the path.

The library's own hooks for a fork are left out: they take a child time to undo locks that a process of one
thread does not hold, and to seed `random` anew, which without them repeats as NumPy's generator does.
"""
KEPT_FROM_ENVIRONMENT = ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE")


class End(NamedTuple):
    """How a child ended."""

    status: int
    reason: int
    cpu_seconds: float


@dataclass(frozen=True)
class Line:
    """The worker's ends of the two streams of a child, and the limits it was prepared with."""

    job: socket.socket
    output: int
    limits: Limits

    def close(self) -> None:
        """Close both."""
        self.job.close()
        os.close(self.output)


def open_line(limits: Limits) -> tuple[Line, tuple[int, int]]:
    """A new line and the descriptors of the child's ends."""
    mine, theirs = socket.socketpair()
    mine.setblocking(False)
    reading, writing = os.pipe()
    os.set_blocking(reading, False)
    return Line(mine, reading, limits), (theirs.detach(), writing)


class Zygote:
    """A started and locked zygote.

    Raises:
        SandboxBroken: it did not start.
    """

    def __init__(self) -> None:
        self.jobs = 0
        self.running = False
        """Whether the end of a job is still to be told."""
        self._next: Line | None = None
        self.memory_kib: list[int] = []
        """After its first job, and after its last."""
        self.control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        try:
            self._process = _start(theirs.fileno())
        except OSError as reason:
            self.control.close()
            raise SandboxBroken(f"Python could not be started for the sandbox: {reason}") from reason
        finally:
            theirs.close()
        try:
            self.report = self._wait_until_ready()
        except BaseException:
            self.close()
            raise

    def _wait_until_ready(self) -> dict[str, Any]:
        self.control.settimeout(START_SECONDS)
        try:
            message = self.control.recv(1 << 16)
        except OSError as reason:
            raise SandboxBroken(f"the sandbox did not get ready: {reason}") from reason
        self.control.settimeout(None)
        if not message.startswith(protocol.READY):
            said = message.removeprefix(protocol.FAILED).decode("utf-8", "replace")
            raise SandboxBroken(f"the sandbox did not start: {said or 'it ended without a word'}")
        report: dict[str, Any] = json.loads(message.removeprefix(protocol.READY))
        return report

    def start(self, limits: Limits) -> Line:
        """Begin a job: the streams of the child that waited for it. The next child is prepared with it.

        Raises:
            OSError, SandboxBroken: the zygote is gone, or does not come to the end of the job before.
        """
        self.settle()
        fits = self._next is not None and self._next.limits == limits
        line = self._next if self._next and fits else self.prepare(limits)
        self._next = None
        self.jobs += 1
        self.running = True
        try:
            self._hand_over(protocol.START, limits)
        except BaseException:
            line.close()
            raise
        return line

    def prepare(self, limits: Limits) -> Line:
        """Have a child wait for the next job, in the place of any that does. Raises SandboxBroken."""
        try:
            return self._hand_over(protocol.PREPARE, limits)
        except OSError as reason:
            raise SandboxBroken(f"the sandbox went away: {reason}") from reason

    def _hand_over(self, tag: bytes, limits: Limits) -> Line:
        """Tell the zygote what the next child needs."""
        if self._next:
            self._next.close()
        line, theirs = open_line(limits)
        self._next = line
        header = protocol.CHILD.pack(
            tag,
            int(limits.wall_seconds * 1000),
            int(limits.longest_seconds * 1000),
            limits.cpu_seconds,
            limits.memory_mib << 20,
        )
        try:
            socket.send_fds(self.control, [header], theirs)
        finally:
            for descriptor in theirs:
                os.close(descriptor)
        return line

    def settle(self) -> None:
        """Wait for the end of a job whose answers are all there already. Raises SandboxBroken."""
        if not self.running:
            return
        poll = select.poll()
        poll.register(self.control, select.POLLIN)
        if not poll.poll(1000 * SETTLE_SECONDS):
            self.control.send(protocol.KILL)
            if not poll.poll(1000 * KILL_SECONDS):
                raise SandboxBroken("the sandbox did not end its last job")
        self.take_end()

    def take_end(self) -> End:
        """What the zygote says of the end of a job. Raises SandboxBroken."""
        message = self.control.recv(256)
        if len(message) != protocol.ENDED.size:
            raise SandboxBroken("the sandbox went away in the middle of a job")
        _, status, reason, user, system, kib = protocol.ENDED.unpack(message)
        self.running = False
        self.memory_kib[1:] = [kib]
        return End(status, reason, (user + system) / 1e6)

    def is_used_up(self, limits: Limits) -> bool:
        """Whether a fresh zygote should take its place."""
        grown = self.memory_kib[-1] - self.memory_kib[0] if self.memory_kib else 0
        return self.jobs >= limits.jobs_per_zygote or grown > limits.zygote_growth_mib << 10

    @property
    def pid(self) -> int:
        """Process id of what was started: the zygote, or the launcher that waits for it."""
        return self._process.pid

    def forget(self) -> None:
        """In a process that was forked from its owner: let go of it without ending it."""
        self._close_ends()
        self._process.returncode = 0  # it is not our child: there is nothing to wait for

    def _close_ends(self) -> None:
        self.control.close()
        if self._next:
            self._next.close()
        self._next = None

    def close(self) -> None:
        """End the zygote and all it started: it leaves when the control socket closes, else it is killed."""
        self._close_ends()
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, 9)
            self._process.wait()


def _start(descriptor: int) -> subprocess.Popen[bytes]:
    """Start Python without site-packages and without our environment.

    -S: no .pth file runs, so no import hook of an installed package gets in; numpy's folder is added by
    hand and taken away before any upload is read. PYTHONHASHSEED is fixed so that sets have one order.
    """
    environment = {
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
        "MKL_NUM_THREADS": "1",
        "PYTHONHASHSEED": "0",
        "LC_ALL": "C.UTF-8",
    } | {name: os.environ[name] for name in KEPT_FROM_ENVIRONMENT if name in os.environ}
    numpy_folder = Path(np.__file__).parent.parent
    arguments = [str(descriptor), ",".join(WANTED), str(INSIDE), str(numpy_folder)]
    return subprocess.Popen(  # noqa: S603
        [sys.executable, "-S", "-s", "-P", "-B", "-c", BOOT, *arguments],
        env=environment,
        pass_fds=[descriptor],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
        cwd="/",
    )
