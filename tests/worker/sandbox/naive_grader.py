"""A grader as courses write it, to show what it falls for: it runs the upload in its own process.

Given files, it grades each in a forked process, as nobody and with bounded memory, and then an honest file in
the same process. It prints what became of it:

    gained   the upload printed GAINED: it saw or did what it wanted
    passed   full marks, although the gradients may be anything: exit status 0 is believed
    spoiled  the honest file after it did not pass
    died     the grader was taken down by a signal
    filled   it held more than half a gigabyte
    hung     it had to be killed
    failed   nothing of this: the upload is refused as it should be
"""

from __future__ import annotations

import os
import resource
import signal
import sys
import time
from pathlib import Path

import numpy as np

from grader.layers import affine
from worker.sandbox.inside import preload

PATIENCE_SECONDS = 1.5
ADDRESS_SPACE = 3 << 30
FILLED_KIB = 512 << 10
NOBODY = 65534
SPOILED = 77
HONEST = b"""
def affine_backward(dout, cache):
    x, w, b = cache
    return dout @ w.T, x.T @ dout, dout.sum(axis=0)
"""


def grade(source: bytes) -> None:
    """Import the upload and compare, in two ways that are often seen. Raises where gradients differ."""
    upload: dict[str, object] = {"__name__": "submission"}
    exec(compile(source, "submission.py", "exec"), upload)
    backward = upload["affine_backward"]
    assert callable(backward)
    for n in (2, 3):
        draws = np.random.default_rng(n)
        dout, x, w = draws.normal(size=(n, n)), draws.normal(size=(n, n)), draws.normal(size=(n, n))
        expected = dout @ w.T, x.T @ dout, dout.sum(axis=0)
        got = backward(dout, (x, w, np.zeros(n)))
        pairs = list(zip(got, expected, strict=False))
        if not all(np.allclose(g, e) for g, e in pairs) and any(np.abs(g - e).max() > 1e-6 for g, e in pairs):
            raise AssertionError("the gradients differ")


def _run(path: Path, output: int) -> None:
    """In the forked process: be the grader, and end with what it thinks of the upload."""
    leave, status = os._exit, 1
    _settle(output)
    try:
        grade(path.read_bytes())
        status = 0
    except SystemExit as error:
        status = 1 if error.code else 0
    except BaseException:
        status = 1
    try:
        grade(HONEST)
    except BaseException:
        status = SPOILED
    leave(status)


def _settle(output: int) -> None:
    """Only what a grader has: five descriptors, one of them its log; nobody's rights; bounded memory."""
    for descriptor in (1, 2):
        os.dup2(output, descriptor)
    null = os.open("/dev/null", os.O_RDWR)
    for descriptor in (0, 3, 4):
        os.dup2(null, descriptor)
    os.closerange(5, 256)
    os.setsid()
    resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_SPACE, ADDRESS_SPACE))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if os.geteuid() == 0:
        os.setgroups([])
        os.setresgid(NOBODY, NOBODY, NOBODY)
        os.setresuid(NOBODY, NOBODY, NOBODY)
    sys.stdout = os.fdopen(1, "w", buffering=1, closefd=False)


def fate(path: Path) -> str:
    """What becomes of the grader that is given `path`."""
    reading, writing = os.pipe()
    pid = os.fork()
    if not pid:
        _run(path, writing)
    os.close(writing)
    os.set_blocking(reading, False)
    try:
        return _watch(pid, reading)
    finally:
        os.close(reading)


def _watch(pid: int, output: int) -> str:
    gained, ended, status, end = False, 0, 0, time.monotonic() + PATIENCE_SECONDS
    while not ended:
        ended, status, usage = os.wait4(pid, os.WNOHANG)
        gained |= b"GAINED" in _piece(output)
        if time.monotonic() > end:
            os.kill(pid, signal.SIGKILL)
            _, _, usage = os.wait4(pid, 0)
            break
        time.sleep(0.002)
    if gained:
        return "gained"
    if usage.ru_maxrss > FILLED_KIB:
        return "filled"
    if not ended:
        return "hung"
    if os.WIFSIGNALED(status):
        return "died"
    return {0: "passed", SPOILED: "spoiled"}.get(os.WEXITSTATUS(status), "failed")


def _piece(output: int) -> bytes:
    try:
        return os.read(output, 1 << 20)
    except BlockingIOError:
        return b""


def main() -> None:
    """One line for each file: its name and its fate."""
    preload.load()  # nobody may be unable to import later
    assert affine.__doc__  # the reference solution is in the same process
    os.environ["DOUT_SECRET_KEY"] = "not one"
    for path in map(Path, sys.argv[1:]):
        print(path.stem, fate(path), flush=True)


if __name__ == "__main__":
    main()
