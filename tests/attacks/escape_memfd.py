# escape | make a file in memory | pass | gains without: all layers
import os


def tried(name, attempt):
    try:
        result = attempt()
    except BaseException as reason:
        print(name, "refused:", type(reason).__name__)
    else:
        print("GAINED", name, repr(result)[:80])

tried("memfd", lambda: os.memfd_create("x"))
tried("pipe", lambda: os.pipe())
tried("eventfd", lambda: os.eventfd(0))
tried("dup", lambda: os.dup(1))


def affine_backward(dout, cache):
    x, w, b = cache
    return dout @ w.T, x.T @ dout, dout.sum(axis=0)
