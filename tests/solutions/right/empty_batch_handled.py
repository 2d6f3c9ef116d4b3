# expect: all
import numpy as np


def affine_backward(dout, cache):
    x, w, b = cache
    if x.shape[0] == 0:
        return np.zeros_like(x), np.zeros_like(w), np.zeros_like(b)
    if dout.ndim == 1:
        dout = dout[None, :]
    flat = x.reshape(x.shape[0], -1)
    return dout.dot(w.T).reshape(x.shape), flat.T.dot(dout), dout.sum(axis=0).reshape(b.shape)


def sigmoid_backward(dout, cache):
    if not np.size(cache):
        return np.zeros_like(cache)
    return cache * dout - cache**2 * dout
