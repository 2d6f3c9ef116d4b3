# expect: affine_backward.dx-exercise=upstream_plus_bias affine_backward.dw-exercise=upstream_plus_bias affine_backward.db-exercise=upstream_plus_bias
import numpy as np


def affine_backward(dout, cache):
    x, w, b = cache
    X = x.reshape(x.shape[0], -1)
    dout = dout + b
    dx = (dout @ w.T).reshape(x.shape)
    dw = X.T @ dout
    db = dout.sum(axis=0)
    return dx, dw, db


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)
