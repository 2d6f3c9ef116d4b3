# expect: affine_backward.edges=entries_misplaced
import numpy as np


def affine_backward(dout, cache):
    x, w, b = cache
    flat = x.reshape(x.shape[0], -1)
    dx = (dout @ w.T).reshape(x.shape)
    dw = (np.moveaxis(x, 1, -1).reshape(len(x), -1) if x.ndim == 4 else flat).T @ dout
    db = dout.sum(axis=0)
    return dx, dw, db


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)
