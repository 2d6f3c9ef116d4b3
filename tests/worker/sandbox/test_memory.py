"""What a child will write to is found by a scout and copied beforehand; where that fails, nothing is lost."""

import ctypes
import mmap
import os

import pytest

from worker.sandbox.inside import memory

PAGES = 8
pytestmark = pytest.mark.skipif(
    not os.access("/proc/self/pagemap", os.R_OK), reason="this kernel does not tell whose a page is"
)


class Mapping:
    """Some pages of private memory, all written to."""

    def __init__(self) -> None:
        self.map = mmap.mmap(-1, PAGES * mmap.PAGESIZE, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
        self.map.write(b"x" * len(self.map))
        self.address = ctypes.addressof(ctypes.c_char.from_buffer(self.map))

    def write(self, page: int) -> None:
        """One byte of a page."""
        self.map[page * mmap.PAGESIZE] = 1

    def among(self, ranges: list[memory.Range]) -> set[int]:
        """Those of its pages that are in the ranges."""
        found = set[int]()
        for start, size in ranges:
            first = (start.value or 0) - self.address
            found |= {at // mmap.PAGESIZE for at in range(first, first + size.value, mmap.PAGESIZE)}
        return found & set(range(PAGES))


def test_a_scout_finds_the_pages_that_are_written_to() -> None:
    mapping = Mapping()

    def serve() -> None:
        for page in (1, 2, 5):
            mapping.write(page)

    assert mapping.among(memory.learn(serve)) == {1, 2, 5}


def test_what_a_scout_writes_stays_with_it() -> None:
    mapping = Mapping()
    memory.learn(lambda: mapping.write(3))
    assert mapping.map[3 * mmap.PAGESIZE] == ord("x")


def test_a_scout_that_fails_finds_nothing() -> None:
    assert memory.learn(lambda: os._exit(1)) == []


def test_without_the_kernels_list_of_mappings_nothing_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "_writable", list)
    assert memory.learn(lambda: None) == []


def test_pages_that_are_copied_beforehand_hold_what_they_held() -> None:
    mapping = Mapping()
    ranges = memory.learn(lambda: mapping.write(4))
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        memory.own(ranges)
        first = mapping.address // mmap.PAGESIZE
        _, own = memory._pages([(first, first + PAGES)])
        os.write(writing, repr((own - first).tolist()).encode() + mapping.map[:])
        os._exit(0)
    os.waitpid(child, 0)
    assert os.read(reading, 1 << 16) == b"[4]" + b"x" * len(mapping.map)
    os.close(reading)
    os.close(writing)


def test_a_refusal_to_copy_changes_nothing() -> None:
    nowhere = ctypes.c_void_p(0), ctypes.c_size_t(mmap.PAGESIZE)
    memory.own([nowhere])
