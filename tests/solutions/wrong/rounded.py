# expect: affine_backward.dx-exercise=rounded affine_backward.dw-exercise=rounded affine_backward.db-exercise=rounded
import numpy as np


def affine_backward(dout, cache):
    x, w, b = cache
    dx = (dout @ w.T).reshape(x.shape)
    dw = x.reshape(len(x), -1).T @ dout
    return np.round(dx, 3), np.round(dw, 3), np.around(dout.sum(axis=0), 3)


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)
