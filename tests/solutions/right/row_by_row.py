# expect: all
import numpy as np


def affine_backward(dout, cache):
    x, w, b = cache
    dx, dw, db = np.zeros(x.shape), np.zeros(w.shape), np.zeros(w.shape[1])
    for n in range(x.shape[0]):
        dx[n] = np.dot(w, dout[n]).reshape(x[n].shape)
        dw += np.outer(x[n], dout[n])
        db += dout[n]
    return dx, dw, db


def sigmoid_backward(dout, cache):
    dx = np.zeros_like(cache)
    for i in range(len(cache)):
        dx[i] = dout[i] * cache[i] * (1 - cache[i])
    return dx
