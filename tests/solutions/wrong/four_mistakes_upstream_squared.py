# expect: affine_backward.dx=upstream_summed_first affine_backward.dw=summed_before_product affine_backward.db=upstream_squared sigmoid_backward.shapes+dx=added_up_over_columns
import numpy as np


def affine_backward(dout, cache):
    x, w, b = cache
    X = x.reshape(x.shape[0], -1)
    dx = np.tile(dout.sum(axis=0) @ w.T, (len(x), 1)).reshape(x.shape)
    dw = np.outer(X.sum(axis=0), dout.sum(axis=0))
    db = (dout**2).sum(axis=0)
    return dx, dw, db


def sigmoid_backward(dout, cache):
    return np.sum(dout * cache * (1 - cache), axis=1)
