"""What an upload cannot see: the product it is graded by, and the uploads before it."""

import shutil
import subprocess
import sys
import textwrap
from contextlib import ExitStack
from pathlib import Path

import numpy as np
import pytest

from grader.messages import Job
from worker.sandbox.host import Limits, Sandbox

from .conftest import AFFINE, HONEST, TARGETS, is_right

ROOT = Path(__file__).parents[3]

SPY_ON_AN_INSTALLED_PRODUCT = """
import sys
sys.path[:0] = sys.argv[1:2]
import grader.layers, grader.messages, worker.sandbox.host as host
assert grader.__file__.startswith(sys.argv[1]) and host.__file__.startswith(sys.argv[1])
from grader.messages import Call, Job, Target
import numpy as np
assert np.__file__.startswith(sys.argv[1])
call = Call("affine_backward", (np.ones((2, 2)), (np.ones((2, 2)), np.ones((2, 2)), np.ones(2))))
with host.Sandbox() as sandbox:
    for path in sys.argv[2:]:
        with open(path, "rb") as file:
            job = Job(file.read(), (Target("affine_backward"),), (call,))
        run = sandbox.run(job)
        assert "GAINED" not in run.stdout, (path, run.stdout)
        reply = run.replies[0]
        print(getattr(reply, "kind", "returned"))
"""


def test_the_installed_product_is_out_of_reach(tmp_path: Path) -> None:
    """grader and numpy lie side by side in one folder, as pip puts them; outside, both can be imported."""
    site = tmp_path / "site-packages"
    site.mkdir()
    for package in ("grader", "submissions", "worker"):
        shutil.copytree(ROOT / package, site / package, ignore=shutil.ignore_patterns("__pycache__"))
    installed = Path(np.__file__).parents[1]
    for name in ("numpy", "numpy.libs"):
        if (installed / name).exists():
            (site / name).symlink_to(installed / name)
    attacks = ROOT / "tests" / "attacks"
    names = ("spy_import_grader", "spy_import_inside", "spy_modules", "spy_gc_walk", "spy_frames")
    files = [str(attacks / f"{name}.py") for name in names]
    command = [sys.executable, "-S", "-c", SPY_ON_AN_INSTALLED_PRODUCT, str(site), *files]
    done = subprocess.run(command, cwd="/", env={}, check=True, stdout=subprocess.PIPE)
    assert done.stdout.decode().split() == ["import", "returned", "returned", "returned", "returned"]


def test_a_worker_with_many_open_files_shows_none_of_them() -> None:
    """The control socket then has a high number in the worker."""
    spy = (ROOT / "tests" / "attacks" / "spy_descriptors.py").read_bytes()
    forge = (ROOT / "tests" / "attacks" / "escape_control_socket.py").read_bytes()
    with ExitStack() as files:
        for _ in range(400):
            files.enter_context(Path("/dev/null").open("rb"))
        with Sandbox() as sandbox:
            for source in (spy, forge):
                run = sandbox.run(Job(source, TARGETS, (AFFINE,)))
                assert "GAINED" not in run.stdout, run.stdout
                assert is_right(run.replies[0])


SECRET = "gr4dient-of-the-student-before"

SCAN = """
import ctypes
import gc

libc = ctypes.CDLL(None)
START, REST = b"gr4dient", {rest!r}  # the rest is kept changed, so that the scan does not find itself

def readable(address):  # an unknown `how` is refused only after the set was read
    return libc.syscall(14, 99, ctypes.c_void_p(address), None, 8) == -1 and ctypes.get_errno() != 14

libc = ctypes.CDLL(None, use_errno=True)

def regions():
    gc.unfreeze()
    seeds = {{id(thing) & ~4095 for thing in gc.get_objects()}}
    libc.sbrk.restype = ctypes.c_void_p
    seeds.add(libc.sbrk(0) - 4096 & ~4095)
    seen = set()
    for seed in sorted(seeds):
        for step in (4096, -4096):
            page = seed
            while page not in seen and readable(page):
                seen.add(page)
                page += step
            seed += 4096
    return seen

def affine_backward(dout, cache):
    pages = hits = 0
    for page in regions():
        pages += 1
        data = ctypes.string_at(page, 4096)
        at = data.find(START)
        while at >= 0:
            after = data[at + 8 : at + 8 + len(REST)]
            hits += len(after) == len(REST) and all(a ^ 1 == b for a, b in zip(after, REST))
            at = data.find(START, at + 1)
    return pages, hits
"""


@pytest.fixture
def slow() -> Sandbox:
    return Sandbox(Limits(wall_seconds=20.0, cpu_seconds=10))


def test_the_memory_of_a_child_holds_nothing_of_the_upload_before(slow: Sandbox) -> None:
    scan = textwrap.dedent(SCAN).format(rest=bytes(c ^ 1 for c in SECRET[8:].encode()))

    def hits(source: str) -> int:
        reply = slow.run(Job(source.encode(), TARGETS, (AFFINE,))).replies[0]
        pages, found = (int(n) for n in reply.value)  # type: ignore[union-attr, arg-type]
        assert pages > 1000
        return found

    with slow:
        before = HONEST + f"\nsecret = '{SECRET}'\nmore = [secret + str(i) for i in range(1000)]\n"
        for _ in range(3):
            slow.run(Job(before.encode(), TARGETS, (AFFINE,)))
        assert hits(scan) == 0
        assert hits(scan + f"\n# {SECRET}\n" * 20) > 0
