# expect: affine_backward.shapes+db=kept_dims_mean
import numpy as np


def affine_backward(dout, cache):
    x, w, b = cache
    n = x.shape[0]
    dx = np.dot(dout, w.T).reshape(x.shape)
    dw = np.dot(x.reshape(n, -1).T, dout)
    db = np.ones((1, n)) @ dout / n
    return dx, dw, db


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)
