# expect: all
import numpy as np


def affine_backward(dout, cache):
    x, w, b = cache
    flat = np.reshape(x, (len(x), -1))
    dx = np.einsum("...m,dm->...d", dout, w).reshape(x.shape)
    dw = np.einsum("nd...,n...->d...", flat, dout)
    db = np.einsum("n...->...", dout)
    return dx, dw, db


def sigmoid_backward(dout, cache):
    return np.einsum("...,...,...->...", dout, cache, 1 - cache)
