"""The few kernel calls that Python has no function for, by ctypes; no library but libc is needed."""

from __future__ import annotations

import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)

PR_SET_PDEATHSIG = 1
PR_SET_DUMPABLE = 4
PR_SET_SECCOMP = 22
PR_CAPBSET_DROP = 24
PR_SET_NO_NEW_PRIVS = 38
PR_GET_NO_NEW_PRIVS = 39


def check(result: int, what: str) -> int:
    """Return `result`, or raise the OSError that errno tells of if it is negative."""
    if result < 0:
        code = ctypes.get_errno()
        raise OSError(code, f"{what}: {os.strerror(code)}")
    return result


def prctl(option: int, argument: int = 0) -> int:
    """prctl(2) with one argument. Raises OSError."""
    zeros = [ctypes.c_ulong(0)] * 3
    return check(libc.prctl(option, ctypes.c_ulong(argument), *zeros), f"prctl({option})")


def syscall(number: int, *arguments: object) -> int:
    """Call the kernel by number; the result may be negative, errno is kept in ctypes."""
    return int(libc.syscall(number, *arguments))


def die_with_parent() -> None:
    """Have the kernel kill this process when the thread that forked it ends."""
    prctl(PR_SET_PDEATHSIG, 9)


def forbid_new_privileges() -> None:
    """No set-user-id program can raise this process again; Landlock and seccomp ask for it."""
    prctl(PR_SET_NO_NEW_PRIVS, 1)
