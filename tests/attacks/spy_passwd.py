# spy | read files of the machine | pass | gains without: all layers
import os


def tried(name, attempt):
    try:
        result = attempt()
    except BaseException as reason:
        print(name, "refused:", type(reason).__name__)
    else:
        print("GAINED", name, repr(result)[:80])

for path in ("/etc/passwd", "/etc/hostname", "/proc/self/status", "/proc/1/environ", "/proc/self/mem", "/root/.bashrc"):
    tried(path, lambda: open(path, "rb").read(10))
    tried(path, lambda: os.stat(path))
tried("fd", lambda: open("/proc/self/fd/1", "w"))


def affine_backward(dout, cache):
    x, w, b = cache
    return dout @ w.T, x.T @ dout, dout.sum(axis=0)
