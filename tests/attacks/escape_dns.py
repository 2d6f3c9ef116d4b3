# escape | look up a name | pass | gains without: all layers
import socket


def tried(name, attempt):
    try:
        result = attempt()
    except BaseException as reason:
        print(name, "refused:", type(reason).__name__)
    else:
        print("GAINED", name, repr(result)[:80])

tried("getaddrinfo", lambda: socket.getaddrinfo("localhost", 80))


def affine_backward(dout, cache):
    x, w, b = cache
    return dout @ w.T, x.T @ dout, dout.sum(axis=0)
