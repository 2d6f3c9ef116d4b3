# expect: affine_backward.reference.dx=w_not_transposed_where_it_fits
import numpy as np


def affine_backward(dout, cache):
    x, w, b = cache
    flat = x.reshape(x.shape[0], -1)
    dx = (dout @ w.T).reshape(x.shape)
    dw = flat.T @ dout
    db = dout.sum(axis=0)
    if w.shape[0] == w.shape[1]:
        dx = (dout @ w).reshape(x.shape)
    return dx, dw, db


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)
