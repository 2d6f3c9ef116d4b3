# expect: all
import numpy as np


def affine_backward(dout, cache):
    x, w, b = cache
    flat = x.reshape(x.shape[0], -1)
    dw = np.zeros(w.shape)
    dx = np.zeros(flat.shape)
    db = np.zeros(dout.shape[1])
    for lo in range(0, len(flat), 2):
        part = slice(lo, lo + 2)
        dw += flat[part].T @ dout[part]
        dx[part] = dout[part] @ w.T
        db += dout[part].sum(axis=0)
    return dx.reshape(x.shape), dw, db


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)
