# expect: affine_backward.shapes+edges=not_reshaped
import numpy as np


def affine_backward(dout, cache):
    x, w, b = cache
    x = x.reshape(x.shape[0], -1)
    dx = dout @ w.T
    dw = x.T @ dout
    db = dout.sum(axis=0)
    return dx.reshape(x.shape), dw, db


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)
