# expect: all
import numpy as np


def affine_backward(dout, cache):
    match cache:
        case (x, w, b):
            pass
        case {"x": x, "w": w, "b": b}:
            pass
        case _:
            raise TypeError("cache")
    match x.shape:
        case (n, _):
            flat = x
        case (n, *_):
            flat = x.reshape(n, -1)
    return (dout @ w.T).reshape(x.shape), flat.T @ dout, dout.sum(axis=0)


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)
