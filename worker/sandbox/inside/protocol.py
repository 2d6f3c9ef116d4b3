"""What goes over the two sockets, for both sides of the wall.

Control socket (worker ↔ zygote, one message each): the zygote says READY with the layers in force, as
JSON, or FAILED with a reason. The worker sends PREPARE with two descriptors (job socket, output pipe): the
zygote forks a child for them, which locks itself and waits for its job. START begins the time of the child
that waits, and brings what the one after it is prepared with; KILL ends it early; the zygote answers ENDED.
It never reads what the job socket carries.

Job socket (worker ↔ child, a stream): the worker sends three blocks `u32 length, bytes`: the source; the
targets, the driver's code and the calls, as `inputs` knows them; the data of their arrays. The child
answers frames `u32 length, u8 kind, bytes`. What a frame holds is in `codec`. Everything the child says is
hearsay: only the arrays count, and the worker judges them.
"""

from __future__ import annotations

import struct

LAYERS = (
    "uid",
    "userns",
    "emptyroot",
    "capabilities",
    "no_new_privileges",
    "landlock",
    "rlimits",
    "seccomp",
)
"""All layers of the sandbox, in the order in which they are put in force."""

READY = b"REDY"
FAILED = b"FAIL"
PREPARE = b"PREP"
START = b"STRT"
KILL = b"KILL"

CHILD = struct.Struct("<4sIIIQ")
"""PREPARE or START, wall time in ms, the same on a busy machine, processor time in s, address space in
bytes."""

ENDED = struct.Struct("<4siIQQQ")
"""b"DONE", wait status, reason, user time in µs, system time in µs, the zygote's largest memory in KiB."""

REASON_EXIT, REASON_WALL, REASON_HOST = 0, 1, 2

BLOCK = struct.Struct("<I")
FRAME = struct.Struct("<IB")

DRIVER = "<driver>"
"""The file name of the driver's code, which is not the upload's."""

LOCKED = "S"
"""Said before the first byte of the upload is read: from here on a failure is the upload's."""
LOADED = "L"
"""(note, …): the upload was parsed and imported."""
RETURNED = "R"
"""(call, value, (mutated, …), forward, own_forward)."""
FAULT = "F"
"""(call, kind, message, line or None, source line or None)."""
STOPPED = "X"
"""(kind, message, line or None, source line or None): nothing more will be answered."""
DONE = "D"
"""All calls are answered; the child closes its streams."""

MAX_FRAME = 8 << 20
"""Bytes one frame may have."""
EXIT_NOT_LOCKED = 71
"""Exit status of a child that could not be locked up; it has then not read the upload."""
