# expect: affine_backward.edges=not_finite
import numpy as np


def affine_backward(dout, cache):
    x, w, b = cache
    flat = x.reshape(x.shape[0], -1)
    dx = (dout.astype(np.float32) @ (w.T * 1e36).astype(np.float32)).reshape(x.shape) / 1e36
    dw = flat.T @ dout
    db = dout.sum(axis=0)
    return dx, dw, db


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)
