# spy | names of host, user and kernel | pass | gains without: the filter
import getpass
import os
import platform
import socket


def tried(name, attempt):
    try:
        result = attempt()
    except BaseException as reason:
        print(name, "refused:", type(reason).__name__)
    else:
        print("GAINED", name, repr(result)[:80])

tried("host", lambda: socket.gethostname())
tried("uname", lambda: os.uname())
tried("login", lambda: os.getlogin())


def affine_backward(dout, cache):
    x, w, b = cache
    return dout @ w.T, x.T @ dout, dout.sum(axis=0)
