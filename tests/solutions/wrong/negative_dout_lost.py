# expect: affine_backward.dx-exercise=upstream_changed affine_backward.dw-exercise=upstream_changed affine_backward.db-exercise=upstream_changed
import numpy as np


def affine_backward(dout, cache):
    x, w, b = cache
    dout = np.maximum(dout, 0)  # relu
    return (dout @ w.T).reshape(x.shape), x.reshape(len(x), -1).T @ dout, dout.sum(axis=0)


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)
