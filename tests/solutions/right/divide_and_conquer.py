# expect: all
import numpy as np


def dw_of(x, dout):
    n = x.shape[0]
    if n == 1:
        return np.outer(x[0], dout[0])
    return dw_of(x[: n // 2], dout[: n // 2]) + dw_of(x[n // 2 :], dout[n // 2 :])


def affine_backward(dout, cache):
    x, w, b = cache
    flat = x.reshape(x.shape[0], -1)
    return np.inner(dout, w).reshape(x.shape), dw_of(flat, dout), np.ones(len(dout)).dot(dout)


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)
