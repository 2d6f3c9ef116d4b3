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
from .seccomp import numbers


def rlimits_hold(cpu_seconds: int, memory_bytes: int) -> bool:
    """Whether this process has the limits of a child; to be asked before the filter refuses the question."""
    wanted = rlimits.limits(cpu_seconds, memory_bytes)
    return all(resource.getrlimit(number) == pair for number, pair in wanted.items())


def filter_holds() -> bool:
    """Whether the filter answers what it should to calls that must not succeed."""
    return all(attempt() for attempt in ATTEMPTS)


def provoke() -> None:
    """Make a call that the filter kills for."""
    kernel.syscall(numbers()["ptrace"], 0, 0, 0, 0)


def was_killed_by_filter(status: int) -> bool:
    """Whether the probe ended as it should: killed for its last call."""
    return os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGSYS


def _refused(call: Callable[[], int], code: int) -> bool:
    """Whether the call fails with this very errno, the filter's own answer."""
    return call() < 0 and ctypes.get_errno() == code


def _cannot_open() -> bool:
    table = numbers()
    return _refused(lambda: kernel.syscall(table["openat"], -100, b"/", 0, 0), errno.ENOENT)


def _cannot_make_a_socket() -> bool:
    return _refused(lambda: kernel.syscall(numbers()["socket"], 1, 1, 0), errno.EPERM)


def _cannot_fork() -> bool:
    parent = os.getpid()
    refused = _refused(lambda: kernel.syscall(numbers()["clone"], signal.SIGCHLD, 0, 0, 0, 0), errno.EPERM)
    if os.getpid() != parent:
        os._exit(0)
    return refused


def _cannot_run_a_program() -> bool:
    return _refused(lambda: kernel.syscall(numbers()["execve"], b"/bin/true", None, None), errno.EPERM)


def _cannot_signal() -> bool:
    return _refused(lambda: kernel.syscall(numbers()["kill"], os.getppid(), 0), errno.EPERM)


def _cannot_map_code() -> bool:
    try:
        mmap.mmap(-1, mmap.PAGESIZE, prot=mmap.PROT_READ | mmap.PROT_EXEC)
    except PermissionError:
        return True
    return False


ATTEMPTS = (
    _cannot_open,
    _cannot_make_a_socket,
    _cannot_fork,
    _cannot_run_a_program,
    _cannot_signal,
    _cannot_map_code,
)
