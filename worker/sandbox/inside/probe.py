"""A child that is locked like any other and tries what it must not be able to do."""

from __future__ import annotations

import ctypes
import errno
import mmap
import os
import resource
import signal
from collections.abc import Callable

from . import kernel, rlimits
from .numbers import numbers
from .seccomp import REFUSED

X32_GETPID = 0x40000027


def rlimits_hold(cpu_seconds: int, memory_bytes: int) -> bool:
    """Whether this process has the limits of a child; to be asked before the filter refuses the question."""
    wanted = rlimits.limits(cpu_seconds, memory_bytes)
    return all(resource.getrlimit(number) == pair for number, pair in wanted.items())


def filter_holds() -> bool:
    """Whether the filter answers what it should to calls that must not succeed."""
    return all(attempt() for attempt in ATTEMPTS)


def provoke() -> None:
    """Make a call that the filter kills for: getpid as the x32 ABI numbers it, and none elsewhere."""
    kernel.syscall(X32_GETPID)


def was_killed_by_filter(status: int) -> bool:
    """Whether the probe ended as it should: killed for its last call."""
    return os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGSYS


def _refused(call: Callable[[], int], code: int) -> bool:
    """Whether the call fails with this very errno, the filter's own answer."""
    return call() < 0 and ctypes.get_errno() == code


def _refused_by_name(name: str, *arguments: object) -> bool:
    """Whether the filter answers that call `name` was refused."""
    number = numbers()[name]
    return _refused(lambda: kernel.syscall(number, *arguments), REFUSED + number)


def _cannot_open() -> bool:
    table = numbers()
    return _refused(lambda: kernel.syscall(table["openat"], -100, b"/", 0, 0), errno.ENOENT)


def _cannot_make_a_socket() -> bool:
    return _refused_by_name("socket", 1, 1, 0)


def _cannot_fork() -> bool:
    parent = os.getpid()
    refused = _refused_by_name("clone", signal.SIGCHLD, 0, 0, 0, 0)
    if os.getpid() != parent:
        os._exit(0)
    return refused


def _cannot_run_a_program() -> bool:
    return _refused_by_name("execve", b"/bin/true", None, None)


def _cannot_signal() -> bool:
    return _refused_by_name("kill", os.getppid(), 0)


def _cannot_trace() -> bool:
    return _refused_by_name("ptrace", 0, 0, 0, 0)


def _cannot_map_code() -> bool:
    try:
        mmap.mmap(-1, mmap.PAGESIZE, prot=mmap.PROT_READ | mmap.PROT_EXEC)
    except OSError as reason:
        return reason.errno == REFUSED + numbers()["mmap"]
    return False


def _cannot_watch_another_process() -> bool:
    clock, room = ~os.getppid() << 3 | 2, ctypes.create_string_buffer(16)
    return _refused_by_name("clock_gettime", ctypes.c_long(clock), room)


ATTEMPTS = (
    _cannot_open,
    _cannot_make_a_socket,
    _cannot_fork,
    _cannot_run_a_program,
    _cannot_signal,
    _cannot_trace,
    _cannot_map_code,
    _cannot_watch_another_process,
)
