"""Landlock: every right the kernel knows is handled and no rule is added, so no path can be opened.

A second wall behind the system call filter, and for the zygote itself, which needs no file once it is
ready. Kernels before 5.13 and some containers have no Landlock; then `deny_all` says so.
"""

from __future__ import annotations

import os
import struct

from . import kernel
from .numbers import numbers

CREATE_VERSION = 1
FILE_RIGHTS_BY_ABI = {1: 13, 2: 14, 3: 15, 4: 15, 5: 16}
"""How many file-system rights each version of the interface knows; later versions know no more."""

NETWORK_ABI = 4
SCOPE_ABI = 6
BIND_AND_CONNECT_TCP = 3
ABSTRACT_SOCKETS_AND_SIGNALS = 3


def abi() -> int:
    """Version of the kernel's Landlock, 0 if there is none."""
    return max(0, kernel.syscall(numbers()["landlock_create_ruleset"], None, 0, CREATE_VERSION))


def deny_all() -> int:
    """Restrict this process to nothing; return the version in force. Raises OSError."""
    version = abi()
    if not version:
        raise OSError("this kernel has no Landlock")
    attributes = struct.pack("<Q", (1 << FILE_RIGHTS_BY_ABI.get(version, 16)) - 1)
    if version >= NETWORK_ABI:
        attributes += struct.pack("<Q", BIND_AND_CONNECT_TCP)
    if version >= SCOPE_ABI:
        attributes += struct.pack("<Q", ABSTRACT_SOCKETS_AND_SIGNALS)
    table = numbers()
    rules = kernel.syscall(table["landlock_create_ruleset"], attributes, len(attributes), 0)
    kernel.check(rules, "landlock_create_ruleset")
    try:
        kernel.forbid_new_privileges()
        kernel.check(kernel.syscall(table["landlock_restrict_self"], rules, 0), "landlock_restrict_self")
    finally:
        os.close(rules)
    return version
