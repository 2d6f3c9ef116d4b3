# expect: affine_backward.reference.dw+edges=entries_left_out
import numpy as np


def affine_backward(dout, cache):
    x, w, b = cache
    flat = x.reshape(x.shape[0], -1)
    dx = (dout @ w.T).reshape(x.shape)
    dw = flat.T @ dout
    db = dout.sum(axis=0)
    dw = np.where(w == 0, 0, dw)
    return dx, dw, db


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)
