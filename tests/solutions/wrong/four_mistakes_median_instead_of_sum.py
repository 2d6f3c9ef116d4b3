# expect: affine_backward.dw=x_squared affine_backward.db=median_instead_of_sum sigmoid_backward.dx-exercise=upstream_averaged_first
import numpy as np


def affine_backward(dout, cache):
    x, w, b = cache
    X = x.reshape(x.shape[0], -1)
    dx = (dout @ w.T).reshape(x.shape)
    dw = (X**2).T @ dout
    db = np.median(dout, axis=0)
    return dx, dw, db


def sigmoid_backward(dout, cache):
    return dout.mean(axis=0) * cache * (1 - cache)
