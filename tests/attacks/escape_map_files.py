# escape | numpy's own ways to files | pass | gains without: all layers
import numpy as np


def tried(name, attempt):
    try:
        result = attempt()
    except BaseException as reason:
        print(name, "refused:", type(reason).__name__)
    else:
        print("GAINED", name, repr(result)[:80])

tried("memmap", lambda: np.memmap("/etc/hostname", mode="r"))
tried("fromfile", lambda: np.fromfile("/etc/hostname", np.uint8))
tried("loadtxt", lambda: np.loadtxt("/etc/hostname", dtype=str))
tried("tofile", lambda: np.ones(3).tofile("/tmp/dout-attack"))
tried("datasource", lambda: np.lib.npyio.DataSource().open("/etc/hostname"))


def affine_backward(dout, cache):
    x, w, b = cache
    return dout @ w.T, x.T @ dout, dout.sum(axis=0)
