# spy | list folders | pass | gains without: all layers
import os
import pathlib


def tried(name, attempt):
    try:
        result = attempt()
    except BaseException as reason:
        print(name, "refused:", type(reason).__name__)
    else:
        print("GAINED", name, repr(result)[:80])

for path in ("/", ".", "..", "/proc", "/tmp", "/home", "/dev", "/work"):
    tried(path, lambda: os.listdir(path))
tried("cwd", lambda: os.getcwd())
tried("glob", lambda: [][not list(pathlib.Path("/").glob("*"))])


def affine_backward(dout, cache):
    x, w, b = cache
    return dout @ w.T, x.T @ dout, dout.sum(axis=0)
