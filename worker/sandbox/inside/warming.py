"""A small upload of our own goes through everything that a child does, before the zygote serves.

Python adapts its code objects and fills its caches on the first calls. Done here, children inherit the
result; else each would do it anew, in copies of the memory pages that it shares with the zygote. The upload
answers nothing that is ever asked: there is nothing in it to copy.
"""

from __future__ import annotations

import contextlib
import linecache
import marshal
import socket
import sys
from typing import Any

import numpy as np

from . import child, codec, loading, protocol

ROUNDS = 9
"""Python specialises the code of a function after eight calls."""

UPLOAD = b'''"""A file as it is often written."""

import math
import numpy as np
from absent_module import *
from absent_module import other

LIMIT, STEPS = 3, [1, 2]


def helper(x):
    """Something to call."""
    if x is None:
        raise ValueError("nothing")
    return np.asarray(x) + LIMIT


def f(dout, cache):
    x, w, b = cache
    dx, dw, db = None, None, None
    n = x.shape[0]
    rows = x.reshape(n, -1)
    for step in range(2):
        total = np.sum(rows, axis=0) + step
    dx = np.dot(dout, helper(w).T).reshape(x.shape)
    dw = rows.T @ (np.maximum(dout, 0) + 1) * 1.0 / n
    db = np.exp(-np.abs(w - np.ones((1, w.shape[1]))))[0]
    return dx, dw, db if total is not None else -db


class Layer:
    def __init__(self):
        self.kept = None

    def forward(self, x):
        self.kept = x.copy()
        return self.kept, (self.kept, 2)

    def backward(self, dout, cache):
        kept, times = cache
        return dout + kept * times


def fails(dout, cache):
    return missing


if __name__ == "__main__":
    print(f(1, 2))
print("done")
'''
PLAIN = b"""import numpy as np


def f(dout, cache):
    x, w, b = cache
    rows = np.reshape(x, (x.shape[0], np.prod(x.shape[1:])))
    dx = np.dot(dout, np.transpose(w)).reshape(x.shape)
    dw = np.matmul(rows.T, dout) + np.zeros_like(w)
    db = np.sum(dout, axis=0) * np.ones(b.shape)
    return dx, dw, db


def g(dout, cache):
    s = 1 / (1 + np.exp(-cache))
    return np.multiply(dout, s * np.subtract(1, s))
"""
"""A file with nothing in it but what every upload does."""

DRIVER = """
import numpy as np

def descend(f, g, x, w, steps):
    seen = [w]
    for _ in range(steps):
        y = 1 / (1 + np.exp(-(x @ w)))
        _, dw, _ = f(g(2 * (y - 1), y, (y,)), (x, w, w), (x, w, w))
        w = w - 0.1 * np.asarray(dw).reshape(w.shape)
        seen.append(w)
    return np.stack(seen)
"""


def warm_up() -> None:
    """Serve `ROUNDS` jobs in this process and leave nothing of them behind but what Python has learnt."""
    mine, theirs = socket.socketpair()
    streams = sys.stdout, sys.stderr
    request = _request(UPLOAD, each=4, steps=1)  # small: nobody reads the answers meanwhile
    try:
        for _ in range(ROUNDS):
            mine.sendall(request)
            child.main(512 << 20, theirs.fileno())
            mine.recv(1 << 20)
    finally:
        sys.stdout, sys.stderr = streams
        mine.close()
        theirs.close()
        sys.modules.pop(loading.MODULE, None)
        linecache.clearcache()


class PlainJob:
    """One job of the size of a real one, between two processes."""

    def __init__(self) -> None:
        self._mine, self._theirs = socket.socketpair()

    def serve(self) -> None:
        """In a forked process: be its child."""
        streams = sys.stdout, sys.stderr
        try:
            child.main(512 << 20, self._theirs.fileno())
        finally:
            sys.stdout, sys.stderr = streams
            self._theirs.close()

    def send(self) -> None:
        """Here: send the job, and take the answers until that process closes its end."""
        self._theirs.close()
        with self._mine, contextlib.suppress(OSError):
            self._mine.sendall(_request(PLAIN, each=30, steps=12))
            while self._mine.recv(1 << 18):
                pass


def _request(upload: bytes, *, each: int, steps: int) -> bytes:
    """A job as the worker sends one, with so many calls of each function, and steps of descent."""
    data: list[bytes] = []

    def array(*shape: int, layout: int = 0) -> list[Any]:
        values, offset = np.ones(shape), sum(map(len, data))
        data.append(values.tobytes())
        return [offset, codec.CODES[values.dtype], layout, shape]

    calls: list[tuple[Any, ...]] = []
    for number in range(each):
        layout = (0, codec.FORTRAN, codec.READ_ONLY)[number % 3]
        inputs = array(5, 3, layout=layout), array(3, 6), array(6)
        calls.append(("f", (array(5, 6), inputs), inputs, False, (), ()))
        calls.append(("g", (array(5, 6), array(5, 6)), (array(5, 6),), False, (), ()))
    if upload is UPLOAD:
        calls.append(("fails", (array(2), array(2)), None, False, (), ()))
    calls.append(("descend", (array(40, 64), array(64, 10), steps), None, False, ("f", "g"), ("g",)))
    targets = (("f", "", ()), ("g", "", ("Layer",)), ("fails", "", ()))
    driver = marshal.dumps(compile(DRIVER, protocol.DRIVER, "exec"))
    blocks = (upload, marshal.dumps((targets, driver, calls)), b"".join(data))
    return b"".join(protocol.BLOCK.pack(len(block)) + block for block in blocks)
