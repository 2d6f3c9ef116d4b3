"""The system call filter: seccomp-BPF, assembled here and loaded with one prctl.

Each instruction is (code, jump if true, jump if false, constant), as in linux/filter.h. A filter is
assembled once, in the zygote; loading it in a child costs about 0.1 ms.

A refused call never reaches the kernel's code for it. It fails with errno REFUSED + its number, a range that
the kernel itself does not use, so that an OSError tells which call it was. Killing would stop a program no
better, and its student would not learn for what. Killed is what no table can name: another architecture,
and numbers beyond all tables, such as those of the x32 ABI, which mean other calls.
"""

from __future__ import annotations

import ctypes
import errno
import platform
import struct

from . import kernel, syscalls
from .numbers import ARCHITECTURES, numbers

REFUSED = 1024
MAX_ERRNO = 4095
TOO_LARGE = MAX_ERRNO - REFUSED + 1
"""Numbers from here on are killed: x32's begin at 2**30."""

ALLOW = 0x7FFF0000
KILL = 0x80000000
ERRNO = 0x00050000

LOAD, JUMP_EQUAL, JUMP_GREATER_EQUAL, JUMP_BITS, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
ADD, RETURN_ACCUMULATOR = 0x04, 0x16
OFFSET_NUMBER, OFFSET_ARCHITECTURE, OFFSET_ARGUMENTS = 0, 4, 16

PROT_EXEC = 4
CLONE_NEW = 0x7E020000
CLONE_VM_OR_THREAD = 0x00010100
OF_A_PROCESS = 0x80000000
"""The clock of a process, a thread or a device: its number is negative, and holds which."""
FORBIDDEN_BITS = {
    "mmap": (2, PROT_EXEC),
    "mprotect": (2, PROT_EXEC),
    "clone": (0, CLONE_NEW | CLONE_VM_OR_THREAD),
    "clock_gettime": (0, OF_A_PROCESS),
    "clock_getres": (0, OF_A_PROCESS),
    "clock_nanosleep": (0, OF_A_PROCESS),
}
"""name: (argument, bits): allowed only while none of the bits is set."""

Instruction = tuple[int, int, int, int]


def refused_call(code: int | None) -> str | None:
    """The name of the call that was refused with errno `code`; None if that is an errno of the kernel's."""
    if code is None or not REFUSED <= code <= MAX_ERRNO:
        return None
    names = {number: name for name, number in numbers().items()}
    return names.get(code - REFUSED, f"number {code - REFUSED}")


def assemble(
    allowed: frozenset[str], machine: str | None = None, *, clocks_of_others: bool = False
) -> list[Instruction]:
    """The program that allows `allowed`, answers the polite lists, and refuses the rest by number.

    Args:
        clocks_of_others: who waits for a child may ask how long it has computed.
    """
    machine = machine or platform.machine()
    table = numbers(machine)
    code = _prologue(machine)
    answers = [
        (allowed, ALLOW),
        (syscalls.NO_SUCH_FILE - allowed, ERRNO | errno.ENOENT),
        (syscalls.NOT_IMPLEMENTED - allowed, ERRNO | errno.ENOSYS),
    ]
    for names, answer in answers:
        for name in sorted(names & table.keys()):
            free = clocks_of_others and name == "clock_gettime"
            if answer == ALLOW and name in FORBIDDEN_BITS and not free:
                code += _unless_bits(table[name], *FORBIDDEN_BITS[name])
            else:
                code += [(JUMP_EQUAL, 0, 1, table[name]), (RETURN, 0, 0, answer)]
    return [*code, (ADD, 0, 0, ERRNO | REFUSED), (RETURN_ACCUMULATOR, 0, 0, 0)]


def _prologue(machine: str) -> list[Instruction]:
    """Kill calls of another architecture, and numbers that no errno can tell."""
    return [
        (LOAD, 0, 0, OFFSET_ARCHITECTURE),
        (JUMP_EQUAL, 1, 0, ARCHITECTURES[machine]),
        (RETURN, 0, 0, KILL),
        (LOAD, 0, 0, OFFSET_NUMBER),
        (JUMP_GREATER_EQUAL, 0, 1, TOO_LARGE),
        (RETURN, 0, 0, KILL),
    ]


def _unless_bits(number: int, argument: int, bits: int) -> list[Instruction]:
    """Allow `number` only if none of `bits` is set in the low word of the argument."""
    return [
        (JUMP_EQUAL, 0, 4, number),
        (LOAD, 0, 0, OFFSET_ARGUMENTS + 8 * argument),
        (JUMP_BITS, 0, 1, bits),
        (RETURN, 0, 0, ERRNO | REFUSED + number),
        (RETURN, 0, 0, ALLOW),
    ]


class _Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("instructions", ctypes.c_void_p)]


class Filter:
    """An assembled filter, ready to be loaded into the process that calls `load`."""

    def __init__(self, allowed: frozenset[str], *, clocks_of_others: bool = False) -> None:
        code = assemble(allowed, clocks_of_others=clocks_of_others)
        packed = b"".join(struct.pack("<HBBI", *instruction) for instruction in code)
        self.length = len(code)
        self._buffer = ctypes.create_string_buffer(packed, len(packed))
        self._program = _Program(self.length, ctypes.addressof(self._buffer))

    def load(self) -> None:
        """Put the filter in force for this process and all its children, for ever. Raises OSError."""
        kernel.forbid_new_privileges()
        mode_filter = 2
        result = kernel.libc.prctl(kernel.PR_SET_SECCOMP, mode_filter, ctypes.byref(self._program), 0, 0)
        kernel.check(result, "seccomp")
