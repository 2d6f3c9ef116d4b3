# escape | make sockets of every family | pass | gains without: all layers
import socket


def tried(name, attempt):
    try:
        result = attempt()
    except BaseException as reason:
        print(name, "refused:", type(reason).__name__)
    else:
        print("GAINED", name, repr(result)[:80])

for family in (socket.AF_INET, socket.AF_INET6, socket.AF_UNIX):
    tried(f"socket {family!r}", lambda: socket.socket(family, socket.SOCK_STREAM).fileno())
tried("pair", lambda: socket.socketpair())


def affine_backward(dout, cache):
    x, w, b = cache
    return dout @ w.T, x.T @ dout, dout.sum(axis=0)
