# expect: affine_backward.shapes+purity+dx=cache_order affine_backward.dw=cache_order affine_backward.db=
import numpy as np


def affine_backward(dout, cache):
    w, x, b = cache
    dx = dout @ w.T
    dw = x.T @ dout
    db = dout.sum(axis=0)
    return dx, dw, db


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)
