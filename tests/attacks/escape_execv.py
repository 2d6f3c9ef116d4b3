# escape | replace the process by a shell | pass | gains without: all layers
import os


def tried(name, attempt):
    try:
        result = attempt()
    except BaseException as reason:
        print(name, "refused:", type(reason).__name__)
    else:
        print("GAINED", name, repr(result)[:80])

tried("execv", lambda: os.execv("/bin/sh", ["sh", "-c", "echo GAINED shell"]))
tried("execve", lambda: os.execve("/bin/echo", ["echo", "GAINED"], {}))


def affine_backward(dout, cache):
    x, w, b = cache
    return dout @ w.T, x.T @ dout, dout.sum(axis=0)
