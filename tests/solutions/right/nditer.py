# expect: all
import numpy as np


def affine_backward(dout, cache):
    x, w, b = cache
    dx, dw, db = np.zeros((len(x), w.shape[0])), np.zeros(w.shape), np.zeros(dout.shape[1:])
    X = x.reshape(len(x), -1)
    for (i, j), g in np.ndenumerate(dout):
        dw[:, j] += g * X[i]
        dx[i] += g * w[:, j]
        db[j] += g
    return dx.reshape(x.shape), dw, db


def sigmoid_backward(dout, cache):
    dx = np.empty_like(dout)
    for index in np.ndindex(*cache.shape):
        y = cache[index]
        dx[index] = dout[index] * y * (1 - y)
    return dx
