"""The zygote's memory, prepared for children that share it: little of it is copied, and that beforehand.

A child shares every page with the zygote until it writes to it; then the kernel copies the page, which takes
longer than most calls of a graded function. So gaps are filled, in which a child's new objects would be
scattered over shared pages; and what every child writes to all the same, since Python counts references
inside of its objects, is copied while the child waits for its job. A scout finds these pages: it serves a job
of ours, and the kernel says what it came to own.

Where the kernel does not tell, or does not copy beforehand (Linux before 5.14), children are slower and
nothing else.
"""

from __future__ import annotations

import ctypes
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np

from . import kernel

BLOCK, LARGEST_BLOCK, POOL, POOL_HEADER = 16, 512, 16 << 10, 48
"""Of Python's allocator, in bytes: see `fill_gaps`. If they are wrong it only fills less."""
MOST_GAPS = 3000

M_TRIM_THRESHOLD, M_TOP_PAD, M_MMAP_THRESHOLD = -1, -2, -3
KEPT, AHEAD, MAPPED = 64 << 20, 1 << 20, 32 << 20
"""The heap keeps so many free bytes at its end, grows by so many, and leaves larger arrays to the kernel. The
first and the last are where the C library ends up by itself when large arrays are freed."""
SIZES = (*(1 << power for power in range(16, 9, -1)), *range(1008, 8, -16))

MADV_POPULATE_WRITE = 23
PAGE = os.sysconf("SC_PAGESIZE")
ENTRY = 8
PRESENT, OWN = np.uint64(1 << 63), np.uint64(1 << 56)
"""Bits of an entry of /proc/pid/pagemap, 8 bytes a page: it is in memory, and no other process maps it."""

Pages: TypeAlias = "np.ndarray[Any, np.dtype[np.int64]]"
Range: TypeAlias = tuple[ctypes.c_void_p, ctypes.c_size_t]


def fill_gaps() -> list[object]:
    """Objects, to be kept, in all free places of memory that is in use already.

    What a child makes then lies together in fresh memory, and not in gaps all over the pages that it shares
    with the zygote, each of which would be copied for it. Python hands out small blocks, by size, from pools
    of 16 KiB; when one comes from the start of a pool, all gaps of its size are filled.
    """
    kept: list[object] = []
    for size in range(BLOCK, LARGEST_BLOCK + 1, BLOCK):
        for _ in range(MOST_GAPS):
            kept.append(object() if size == BLOCK else float(size) if size == 2 * BLOCK else bytes(size - 33))
            if id(kept[-1]) % POOL == POOL_HEADER:
                break
    return kept


def fill_heap() -> None:
    """The same for larger blocks, which the C library hands out, and room for more behind them.

    What comes from behind the first block here is from the end of the heap: the gaps of its size are filled.
    """
    libc = kernel.libc
    if not hasattr(libc, "mallopt"):  # another C library than glibc
        return
    malloc = ctypes.CFUNCTYPE(ctypes.c_size_t, ctypes.c_size_t)(("malloc", libc))
    for parameter, value in ((M_TRIM_THRESHOLD, KEPT), (M_TOP_PAD, AHEAD), (M_MMAP_THRESHOLD, MAPPED)):
        libc.mallopt(parameter, value)
    end = malloc(AHEAD // 4)
    for size in SIZES:
        for _ in range(MOST_GAPS):
            if malloc(size) > end:
                break


def learn(serve: Callable[[], None], meanwhile: Callable[[], None] = lambda: None) -> list[Range]:
    """What a child that calls `serve` writes to, of the pages that it shares; empty if that is unknown.

    `meanwhile` runs in this process.
    """
    reading, writing = os.pipe()
    mapped = _writable()
    scout = os.fork()
    if not scout:
        try:
            shared, _ = _pages(mapped)
            serve()
            _, own = _pages(mapped)
            os.write(writing, np.intersect1d(own, shared).tobytes())
        finally:
            os._exit(0)
    os.close(writing)
    meanwhile()
    data = b""
    while piece := os.read(reading, 1 << 16):
        data += piece
    os.close(reading)
    os.waitpid(scout, 0)
    return _ranges(np.frombuffer(data, np.int64))


def own(ranges: list[Range]) -> None:
    """Have these pages copied now."""
    madvise = kernel.libc.madvise
    for start, size in ranges:
        if madvise(start, size, MADV_POPULATE_WRITE):
            return


def _writable() -> list[tuple[int, int]]:
    """First page of every private mapping that can be written to, and the one after its last."""
    try:
        lines = Path("/proc/self/maps").read_text(encoding="ascii", errors="replace").splitlines()
    except OSError:
        return []
    found = []
    for line in lines:
        addresses, rights, *_ = line.split()
        if rights == "rw-p":
            start, end = (int(address, 16) // PAGE for address in addresses.split("-"))
            found.append((start, end))
    return found


def _pages(mapped: list[tuple[int, int]]) -> tuple[Pages, Pages]:
    """Numbers of the pages that this process shares, and of those that it has for itself.

    Raises OSError or ValueError if that is unknown.
    """
    shared, own = [], []
    descriptor = os.open("/proc/self/pagemap", os.O_RDONLY)
    for start, end in mapped:
        entries = np.frombuffer(os.pread(descriptor, (end - start) * ENTRY, start * ENTRY), np.uint64)
        present, alone = entries & PRESENT != 0, entries & OWN != 0
        shared.append(start + np.flatnonzero(present & ~alone))
        own.append(start + np.flatnonzero(present & alone))
    os.close(descriptor)
    return np.concatenate(shared), np.concatenate(own)


def _ranges(pages: Pages) -> list[Range]:
    """Neighbours together, as addresses and sizes."""
    if not pages.size:
        return []
    runs = np.split(pages, np.flatnonzero(np.diff(pages) != 1) + 1)
    return [(ctypes.c_void_p(int(run[0]) * PAGE), ctypes.c_size_t(run.size * PAGE)) for run in runs]
