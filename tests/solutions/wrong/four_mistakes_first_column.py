# expect: affine_backward.shapes+dx=scaled affine_backward.dw=uses_dx affine_backward.db=first_column sigmoid_backward.dx=cache_summed
import numpy as np


def affine_backward(dout, cache):
    x, w, b = cache
    X = x.reshape(x.shape[0], -1)
    dx = 0.5 * np.sqrt(0.5) * (dout @ w.T).reshape(x.shape)
    dw = X.T @ (dout @ w.T)
    db = dout[:, 0]
    return dx, dw, db


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache.sum(axis=1, keepdims=True))
