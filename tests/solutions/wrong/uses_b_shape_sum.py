# expect: affine_backward.exercise+reference.db+differences+edges=
import numpy as np


def affine_backward(dout, cache):
    x, w, b = cache
    flat = x.reshape(x.shape[0], -1)
    dx = (dout @ w.T).reshape(x.shape)
    dw = flat.T @ dout
    db = np.add.reduce(dout, axis=-1)[: b.shape[0]] if len(dout) >= b.shape[0] else dout.sum(axis=0)
    return dx, dw, db


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)
