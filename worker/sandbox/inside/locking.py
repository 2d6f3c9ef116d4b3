"""The zygote locks itself: each layer is put in force and then tried, in the only order that works.

A layer counts as in force when the thing it forbids was tried and failed. What the machine refuses (user
namespaces inside most containers, Landlock on old kernels) is reported with the reason, and the worker
decides whether the rest is enough.
"""

from __future__ import annotations

import ctypes
import errno
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

from . import kernel, landlock, namespaces, protocol


class Layers:
    """What is in force, by name, and why the rest is not."""

    def __init__(self, wanted: frozenset[str]) -> None:
        self.wanted = wanted
        self.in_force: dict[str, Any] = {}
        self.refused: dict[str, str] = dict.fromkeys(set(protocol.LAYERS) - wanted, "not asked for")

    def add(self, name: str, enforce: Callable[[], Any], proof: Callable[[], bool]) -> bool:
        """Put one layer in force and try it; return whether it holds."""
        if name not in self.wanted:
            return False
        try:
            result = enforce()
        except OSError as reason:
            self.refused[name] = str(reason)
            return False
        return self.note(name, proof(), True if result is None else result)

    def note(self, name: str, holds: bool, result: Any = True) -> bool:
        """Keep the outcome of trying a layer."""
        if holds:
            self.in_force[name] = result
        else:
            self.refused[name] = "put in force, yet what it forbids still works"
        return holds


def lock_down(layers: Layers, become_init: Callable[[], None]) -> None:
    """Put all layers but the filters in force.

    `become_init` is called after the namespaces are left: it must fork and return in the child only.
    """
    layers.add("uid", namespaces.drop_root, lambda: os.geteuid() != 0)
    if layers.add("userns", namespaces.unshare, lambda: True):
        become_init()
        if os.getpid() != 1:
            del layers.in_force["userns"]
            layers.refused["userns"] = "left the namespaces, but is not process 1 of its own"
        layers.add("emptyroot", namespaces.empty_root, _root_is_empty)
    else:
        layers.refused.setdefault("emptyroot", "needs userns")
    layers.add("capabilities", namespaces.drop_capabilities, _has_no_capability)
    layers.add("no_new_privileges", kernel.forbid_new_privileges, _keeps_privileges)
    layers.add("landlock", landlock.deny_all, _cannot_open_root)
    kernel.prctl(kernel.PR_SET_DUMPABLE, 0)


def _root_is_empty() -> bool:
    if any(Path("/").iterdir()):
        return False
    try:
        Path("/probe").mkdir()
    except OSError as reason:
        return reason.errno == errno.EROFS
    return False


def _has_no_capability() -> bool:
    header = (namespaces.CAPABILITY_VERSION_3).to_bytes(4, "little") + bytes(4)
    data = bytearray(24)
    buffer = (ctypes.c_char * 24).from_buffer(data)
    kernel.check(kernel.libc.capget(header, buffer), "capget")
    return not any(data)


def _keeps_privileges() -> bool:
    return kernel.prctl(kernel.PR_GET_NO_NEW_PRIVS) == 1


def _cannot_open_root() -> bool:
    try:
        os.close(os.open("/", os.O_RDONLY))
    except PermissionError:
        return True
    return False


def launch_init() -> None:
    """Fork into the new process namespace; the launcher that stays behind only waits and passes on."""
    child = os.fork()
    if child:
        _wait_for(child)
    kernel.die_with_parent()


def _wait_for(child: int) -> NoReturn:
    _, status = os.waitpid(child, 0)
    os._exit(os.waitstatus_to_exitcode(status) & 0xFF)
