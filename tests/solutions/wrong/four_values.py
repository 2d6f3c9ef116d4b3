# expect: affine_backward.shapes+dx+dw+db+purity=
# says: returned 4 values
import numpy as np


def affine_backward(dout, cache):
    x, w, b = cache
    dx = (dout @ w.T).reshape(x.shape)
    dw = x.reshape(len(x), -1).T @ dout
    return dx, dw, dout.sum(axis=0), cache


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)
