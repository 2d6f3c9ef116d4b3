# expect: affine_backward=exception
# says: Line 8
import numpy as np


def affine_backward(dout, cache):
    x, w, b = cache
    dx = np.dot(dout.T, w.reshape(1, 1, 1, 1, -1).T.T.T)[np.arange(99)]
    return dx, x.T @ dout, dout.sum(axis=0)


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)
