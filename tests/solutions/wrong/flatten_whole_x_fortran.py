# expect: affine_backward.edges=flatten_order
import numpy as np


def affine_backward(dout, cache):
    x, w, b = cache
    X = np.reshape(x, (x.shape[0], -1), order="F")
    return np.reshape(dout @ w.T, x.shape, order="F"), X.T @ dout, dout.sum(axis=0)


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)
