# expect: all
import numpy as np


def affine_backward(dout, cache):
    """Works with column vectors as in equation (3) and transposes back at the end."""
    x, w, b = cache
    Xc = x.reshape(x.shape[0], -1).T
    Wc = w.T
    dYc = dout.T
    dWc = dYc @ Xc.T
    dXc = Wc.T @ dYc
    dbc = dYc.sum(axis=1)
    return dXc.T.reshape(x.shape), dWc.T, dbc


def sigmoid_backward(dout, cache):
    dx = None
    y = cache
    dx = dout * (y * (1.0 - y))
    return dx
