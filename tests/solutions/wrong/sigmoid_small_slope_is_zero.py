# expect: sigmoid_backward.edges=wrong_where_flat
import numpy as np


def affine_backward(dout, cache):
    x, w, b = cache
    dx = (dout @ w.T).reshape(x.shape)
    dw = x.reshape(len(x), -1).T @ dout
    db = dout.sum(axis=0)
    return dx, dw, db


def sigmoid_backward(dout, cache):
    slope = cache * (1 - cache)
    slope[slope < 1e-4] = 0
    return dout * slope
