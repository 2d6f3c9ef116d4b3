# expect: affine_backward=exception
# says: Line 10
import numpy as np


def affine_backward(dout, cache):
    x, w, b = cache
    db = np.zeros(dout.shape[1])
    for i in range(len(dout) + 1):
        db += dout[i]
    return dout @ w.T, x.T @ dout, db


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)
