# expect: affine_backward.dx=upstream_times_output affine_backward.dw=upstream_times_output affine_backward.db=upstream_times_output
import numpy as np


def affine_backward(dout, cache):
    x, w, b = cache
    X = x.reshape(x.shape[0], -1)
    dout = dout * (X @ w + b)
    dx = (dout @ w.T).reshape(x.shape)
    dw = X.T @ dout
    db = dout.sum(axis=0)
    return dx, dw, db


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)
