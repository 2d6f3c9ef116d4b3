"""Namespaces, an empty root and no capabilities: what takes the rest of the machine out of sight."""

from __future__ import annotations

import os
import struct
from typing import NoReturn

from . import kernel
from .numbers import numbers

NOBODY = 65534

CLONE_NEWNS = 0x00020000
CLONE_NEWCGROUP = 0x02000000
CLONE_NEWUTS = 0x04000000
CLONE_NEWIPC = 0x08000000
CLONE_NEWUSER = 0x10000000
CLONE_NEWPID = 0x20000000
CLONE_NEWNET = 0x40000000
ALL = (
    CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS | CLONE_NEWCGROUP
)

MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_REMOUNT, MS_REC, MS_PRIVATE = 1, 2, 4, 8, 32, 1 << 14, 1 << 18
MNT_DETACH = 2
CAPABILITY_VERSION_3 = 0x20080522


def drop_root() -> None:
    """Become nobody if this is root; imports are done by now, so unreadable folders matter no more."""
    if os.geteuid() != 0:
        return
    os.setgroups([])
    os.setresgid(NOBODY, NOBODY, NOBODY)
    os.setresuid(NOBODY, NOBODY, NOBODY)
    kernel.prctl(kernel.PR_SET_DUMPABLE, 1)  # else /proc/self/uid_map still belongs to root


def unshare() -> None:
    """Leave all namespaces at once, as a user and group of its own.

    Where the kernel lets a process leave but not map its user, it would be stuck half-way: in a process
    namespace whose first child may not die. So a child tries first.

    Raises:
        OSError: the kernel refuses; nothing has changed.
    """
    trial = os.fork()
    if not trial:
        _try_and_exit()
    _, status = os.waitpid(trial, 0)
    code = os.waitstatus_to_exitcode(status)
    if code:
        raise OSError(code, f"unshare: {os.strerror(code) if code > 0 else 'killed'}")
    _unshare()


def _try_and_exit() -> NoReturn:
    try:
        _unshare()
    except OSError as reason:
        os._exit(reason.errno or 1)
    except BaseException:
        os._exit(1)
    os._exit(0)


def _unshare() -> None:
    uid, gid = os.geteuid(), os.getegid()
    kernel.check(kernel.libc.unshare(ALL), "unshare")
    maps = [("setgroups", "deny"), ("uid_map", f"{NOBODY} {uid} 1"), ("gid_map", f"{NOBODY} {gid} 1")]
    for name, text in maps:
        descriptor = os.open(f"/proc/self/{name}", os.O_WRONLY)
        try:
            os.write(descriptor, text.encode())
        finally:
            os.close(descriptor)


def empty_root(at: str = "/tmp") -> None:  # noqa: S108
    """Make an empty, read-only file system of one inode the root; only this process sees `at` covered.

    Raises:
        OSError: the kernel refuses to mount.
    """
    libc = kernel.libc
    flags = MS_NOSUID | MS_NODEV | MS_NOEXEC
    kernel.check(libc.mount(b"none", b"/", None, MS_REC | MS_PRIVATE, None), "mount private")
    kernel.check(
        libc.mount(b"tmpfs", at.encode(), b"tmpfs", flags, b"size=4k,nr_inodes=1,mode=0555"), "mount tmpfs"
    )
    os.chdir(at)
    kernel.check(kernel.syscall(numbers()["pivot_root"], b".", b"."), "pivot_root")
    kernel.check(libc.umount2(b".", MNT_DETACH), "umount2")
    kernel.check(libc.mount(None, b"/", None, MS_REMOUNT | MS_RDONLY | flags, None), "mount read-only")
    os.chdir("/")


def drop_capabilities() -> None:
    """Give up every capability, also those a set-user-id program could bring back. Raises OSError."""
    for capability in range(64):
        if kernel.libc.prctl(kernel.PR_CAPBSET_DROP, capability, 0, 0, 0):
            break
    header = struct.pack("<II", CAPABILITY_VERSION_3, 0)
    kernel.check(kernel.libc.capset(header, bytes(24)), "capset")
