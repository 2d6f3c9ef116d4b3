# spy | how long other processes have computed, by their clocks | pass | gains without: the filter
import os
import time


def tried(name, attempt):
    try:
        result = attempt()
    except BaseException as reason:
        print(name, "refused:", type(reason).__name__)
    else:
        print("GAINED", name, repr(result)[:80])

for pid in (1, os.getppid()):
    tried(f"clock of {pid}", lambda: time.clock_gettime(~pid << 3 | 2))
    tried(f"resolution of {pid}", lambda: time.clock_getres(~pid << 3 | 2))
tried("an own clock by its number", lambda: time.clock_gettime(~os.getpid() << 3 | 2))
assert time.process_time() >= 0 and time.thread_time() >= 0 and time.monotonic() > 0


def affine_backward(dout, cache):
    x, w, b = cache
    return dout @ w.T, x.T @ dout, dout.sum(axis=0)
