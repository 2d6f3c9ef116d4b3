# expect: affine_backward.shapes+purity+dx=factors_swapped affine_backward.dw=factors_swapped affine_backward.db=
import numpy as np


def affine_backward(dout, cache):
    x, w, b = cache
    X = x.reshape(x.shape[0], -1)
    dx = w.T @ dout
    dw = dout @ X.T
    db = dout.sum(axis=0)
    return dx, dw, db


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)
