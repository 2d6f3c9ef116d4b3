# expect: affine_backward.edges=
import numpy as np


def affine_backward(dout, cache):
    x, w, b = cache
    dout = np.where(np.abs(dout) > 100, 0, dout)  # outliers
    return (dout @ w.T).reshape(x.shape), x.reshape(len(x), -1).T @ dout, dout.sum(axis=0)


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)
