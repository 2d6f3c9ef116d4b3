# escape | load a library by path | pass | gains without: all layers
import ctypes
import numpy as np


def tried(name, attempt):
    try:
        result = attempt()
    except BaseException as reason:
        print(name, "refused:", type(reason).__name__)
    else:
        print("GAINED", name, repr(result)[:80])

tried("cdll", lambda: ctypes.CDLL("/lib/x86_64-linux-gnu/libcrypt.so.1"))
tried("find", lambda: [][ctypes.util.find_library("c") is None])
tried("numpy", lambda: np.ctypeslib.load_library("libcrypt.so.1", "/lib/x86_64-linux-gnu"))


def affine_backward(dout, cache):
    x, w, b = cache
    return dout @ w.T, x.T @ dout, dout.sum(axis=0)
