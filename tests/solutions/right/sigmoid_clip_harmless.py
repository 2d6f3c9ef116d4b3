# expect: all
import numpy as np


def sigmoid_backward(dout, cache):
    s = np.clip(cache, 1e-7, 1 - 1e-7)
    return dout * s * (1 - s)


def affine_backward(dout, cache):
    x, w, b = cache
    return (dout @ w.T).reshape(x.shape), x.reshape(x.shape[0], -1).T @ dout, dout.sum(axis=0)
