# expect: affine_backward.shapes+dx=variable_added affine_backward.dw=bias_in_weights affine_backward.db=running_sum sigmoid_backward.dx=first_row_of_cache
import numpy as np


def affine_backward(dout, cache):
    x, w, b = cache
    X = x.reshape(x.shape[0], -1)
    dx = x + (dout @ w.T).reshape(x.shape)
    dw = (X + 1).T @ dout
    db = np.cumsum(dout, axis=0)
    return dx, dw, db


def sigmoid_backward(dout, cache):
    y = cache[0]
    return dout * y * (1 - y)
