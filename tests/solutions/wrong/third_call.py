# expect: affine_backward.reference.dw+differences+edges=changes_from_call_to_call affine_backward.purity=
import numpy as np


calls = 0


def affine_backward(dout, cache):
    x, w, b = cache
    flat = x.reshape(x.shape[0], -1)
    dx = (dout @ w.T).reshape(x.shape)
    dw = flat.T @ dout
    db = dout.sum(axis=0)
    global calls
    calls += 1
    if calls % 3 == 0:
        dw = dw * 2
    return dx, dw, db


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)
