"""The zygote: imports, locks itself, then forks one locked child for every upload.

It handles job headers and descriptors and never sees a byte of an upload: the job socket is read by the
child alone. So nothing of one upload can be left in the memory that the next one is forked from.
"""

from __future__ import annotations

import gc
import json
import os
import posix
import resource
import select
import signal
import socket
import sys
import time
from pathlib import Path
from typing import Any, NoReturn

from . import (
    child,
    deadline,
    kernel,
    landlock,
    locking,
    memory,
    preload,
    probe,
    protocol,
    rlimits,
    seccomp,
    syscalls,
    warming,
)

PROBE_CPU_SECONDS, PROBE_MEMORY = 2, 512 << 20


class Zygote:
    """What is kept between jobs: the control socket, the layers, and the filter for the children."""

    def __init__(self, control: socket.socket, wanted: frozenset[str]) -> None:
        self.control = control
        self.layers = locking.Layers(wanted)
        self.null = os.open("/dev/null", os.O_RDWR)
        self.child_filter = seccomp.Filter(syscalls.COMPUTE)
        self.own_filter = seccomp.Filter(syscalls.FORKING, clocks_of_others=True)
        self.waiting: tuple[int, deadline.Deadline] | None = None
        """The child that is ready for the next job, and the deadline of that."""
        self.kept: list[object] = []
        self.written: list[memory.Range] = []
        """What every child writes to."""

    def lock(self) -> None:
        """Put every layer in force and try it with a probe child. Raises OSError."""
        locking.lock_down(self.layers, locking.launch_init)
        for descriptor in (1, 2):
            os.dup2(self.null, descriptor)
        if "seccomp" in self.layers.wanted:
            self.own_filter.load()
        self._probe()

    def _probe(self) -> None:
        """Fork a child that tries what the layers forbid, and note those that held."""
        mine, theirs = socket.socketpair()
        pid = os.fork()
        if not pid:
            mine.close()
            self._become_probe(theirs.fileno())
        theirs.close()
        held = mine.recv(100).decode().split()
        mine.close()
        _, status = os.waitpid(pid, 0)
        if not probe.was_killed_by_filter(status):
            held = [name for name in held if name != "seccomp"]
        for name in {"rlimits", "seccomp"} & self.layers.wanted:
            self.layers.note(name, name in held)

    def _become_probe(self, descriptor: int) -> NoReturn:
        """Be locked like any child, try what the locks forbid, and say which held."""
        held = []
        try:
            self._confine(descriptor, self.null, PROBE_CPU_SECONDS, PROBE_MEMORY)
            if probe.rlimits_hold(PROBE_CPU_SECONDS, PROBE_MEMORY):
                held.append("rlimits")
            self._filter()
            if "seccomp" in self.layers.wanted and probe.filter_holds():
                held.append("seccomp")
            os.write(child.JOB_DESCRIPTOR, " ".join(held).encode())
            probe.provoke()
        finally:
            os._exit(0)

    def _confine(self, job: int, output: int, cpu_seconds: int, memory_bytes: int) -> None:
        """In the child: only four descriptors, and every lock but the filter. Raises OSError."""
        os.dup2(self.null, 0)
        os.dup2(output, 1)
        os.dup2(output, 2)
        if job != child.JOB_DESCRIPTOR:
            os.dup2(job, child.JOB_DESCRIPTOR)
        os.closerange(child.JOB_DESCRIPTOR + 1, 256)
        kernel.die_with_parent()
        if "landlock" in self.layers.in_force:
            landlock.deny_all()
        if "rlimits" in self.layers.wanted:
            rlimits.impose(cpu_seconds, memory_bytes)

    def _filter(self) -> None:
        """In the child: the last lock. Raises OSError."""
        if "seccomp" in self.layers.wanted:
            self.child_filter.load()

    def serve(self) -> NoReturn:
        """Answer jobs until the worker is gone."""
        while True:
            message, descriptors, _, _ = socket.recv_fds(self.control, 256, 4)
            if not message:
                os._exit(0)
            if len(message) != protocol.CHILD.size or len(descriptors) != 2:
                for descriptor in descriptors:  # a KILL that crossed our last answer
                    os.close(descriptor)
                continue
            tag, *limits = protocol.CHILD.unpack(message)
            if self.waiting and tag == protocol.START:
                self._run(*self.waiting)
            elif self.waiting:  # with other limits: it has read nothing, and is not needed
                self._end(self.waiting[0])
            self._prepare(*descriptors, *limits)

    def _prepare(
        self, job: int, output: int, wall_ms: int, busy_ms: int, cpu_seconds: int, memory_bytes: int
    ) -> None:
        """Fork the next child, after all earlier ones are gone: it is locked by the time its job comes."""
        pid = os.fork()
        if not pid:
            self._become_child(job, output, wall_ms, cpu_seconds, memory_bytes)
        os.close(job)
        os.close(output)
        self.waiting = pid, deadline.Deadline(pid, wall_ms / 1000, busy_ms / 1000)

    def _end(self, pid: int) -> None:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)

    def _run(self, pid: int, due: deadline.Deadline) -> None:
        """See the child to its end and tell the worker of it."""
        reason = self._watch(pid, due)
        _, status, usage = os.wait4(pid, 0)
        self._kill_stragglers()
        self.control.send(_ended(status, reason, usage))

    def _become_child(
        self, job: int, output: int, wall_ms: int, cpu_seconds: int, memory_bytes: int
    ) -> NoReturn:
        try:
            child.set_alarms(wall_ms / 1000, cpu_seconds)
            self._confine(job, output, cpu_seconds, memory_bytes)
            self._filter()
            memory.own(self.written)
        except BaseException:
            os._exit(protocol.EXIT_NOT_LOCKED)
        try:
            child.main(memory_bytes)
            os.closerange(1, child.JOB_DESCRIPTOR + 1)  # all is said, before the memory is taken down
        finally:
            os._exit(0)

    def _watch(self, pid: int, due: deadline.Deadline) -> int:
        """Wait for the child, its alarms, its deadline or the worker's word; return why it ended."""
        ended = os.pidfd_open(pid)
        try:
            poll = select.poll()
            poll.register(ended, select.POLLIN)
            poll.register(self.control, select.POLLIN)
            for part, number in due.parts():
                ready = {descriptor for descriptor, _ in due.wait(poll, part)}
                if ended in ready:
                    return protocol.REASON_EXIT
                if ready:
                    break
                os.kill(pid, number)
        finally:
            os.close(ended)
        if not ready:
            return protocol.REASON_WALL
        os.kill(pid, signal.SIGKILL)
        if not self.control.recv(64):
            os._exit(0)
        return protocol.REASON_HOST

    def _kill_stragglers(self) -> None:
        """Process 1 of its own namespace may end all others in it; elsewhere that would be a crime."""
        if self.layers.in_force.get("userns") and os.getpid() == 1:
            try:
                os.kill(-1, signal.SIGKILL)
            except ProcessLookupError:
                return


def _ended(status: int, reason: int, usage: resource.struct_rusage) -> bytes:
    user, system = int(usage.ru_utime * 1e6), int(usage.ru_stime * 1e6)
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return protocol.ENDED.pack(b"DONE", status, reason, user, system, own)


class NothingElse:
    """The last finder: a sentence instead of a search for files that cannot be opened."""

    @staticmethod
    def find_spec(name: str, path: Any = None, target: Any = None) -> None:
        """Refuse every import that the loaded modules do not answer."""
        raise ModuleNotFoundError(f"No module named {name!r}", name=name)


def close_imports(package: str) -> None:
    """Take away every way to find a module that is not loaded, and our own names with it."""
    sys.path.clear()
    sys.path_hooks.clear()
    sys.path_importer_cache.clear()
    keep = [f for f in sys.meta_path if getattr(f, "__name__", "") in {"BuiltinImporter", "FrozenImporter"}]
    sys.meta_path[:] = [*keep, NothingElse]
    for name in [n for n in sys.modules if n == package or n.startswith(package + ".")]:
        del sys.modules[name]
    del sys.modules["__main__"]
    sys.argv = ["submission.py"]
    sys.orig_argv = []
    os.environ.clear()


def _low(descriptor: int) -> socket.socket:
    """The control socket at the lowest free number: a child closes numbers below 256 only."""
    low = socket.socket(fileno=os.dup(descriptor))
    os.close(descriptor)
    return low


def assert_single_thread() -> int:
    """One thread: a lock that another thread holds would stay locked in every child."""
    threads = len(list(Path("/proc/self/task").iterdir()))
    if threads != 1:
        raise RuntimeError(f"numpy started {threads - 1} threads in spite of OPENBLAS_NUM_THREADS=1")
    return threads


def main() -> None:
    """Entry; the arguments are the descriptor of the control socket and the wanted layers."""
    control = _low(int(sys.argv[1]))
    wanted = frozenset(sys.argv[2].split(","))
    try:
        started = time.perf_counter()
        missing = preload.load()
        os.register_at_fork = posix.register_at_fork  # uploads may have hooks
        assert_single_thread()
        zygote = Zygote(control, wanted)
        warming.warm_up()
        close_imports(__name__.rpartition(".")[0])
        gc.collect()
        zygote.kept = memory.fill_gaps()
        memory.fill_heap()
        gc.freeze()
        job = warming.PlainJob()
        zygote.written = memory.learn(job.serve, meanwhile=job.send)
        zygote.lock()
        report = {
            "in_force": zygote.layers.in_force,
            "refused": zygote.layers.refused,
            "missing_modules": missing,
            "start_ms": round(1000 * (time.perf_counter() - started)),
        }
        control.send(protocol.READY + json.dumps(report).encode())
    except Exception as reason:
        control.send(protocol.FAILED + f"{type(reason).__name__}: {reason}".encode()[:2000])
        os._exit(1)
    try:
        zygote.serve()
    except OSError:
        os._exit(0)
