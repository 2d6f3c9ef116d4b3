# expect: some
import numpy as np


v = np.zeros((0, 0))


def affine_backward(dout, cache):
    x, w, b = cache
    flat = x.reshape(x.shape[0], -1)
    dx = (dout @ w.T).reshape(x.shape)
    dw = flat.T @ dout
    db = dout.sum(axis=0)
    global v
    if v.shape != dw.shape:
        v = np.zeros_like(dw)
    v = 0.9 * v + dw
    dw = v
    return dx, dw, db


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)
