# expect: all
import numpy as np


def affine_backward(dout, cache, reduction="sum", *, dtype=np.float64, verbose=False):
    x, w, b = cache
    dx = dout.dot(w.T).reshape(x.shape)
    dw = x.reshape(x.shape[0], -1).T.dot(dout)
    db = np.sum(dout, axis=0, dtype=dtype)
    if reduction == "mean":
        dw, db = dw / x.shape[0], db / x.shape[0]
    if verbose:
        print(dx, dw, db)
    return dx, dw, db


def sigmoid_backward(dout=None, cache=None):
    return dout * cache * (1 - cache)
