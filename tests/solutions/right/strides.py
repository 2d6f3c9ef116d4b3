# expect: all
import numpy as np


def affine_backward(dout, cache):
    x, w, b = cache
    X = x.reshape(x.shape[0], -1)
    dx = (dout[::-1] @ w.T)[::-1].reshape(x.shape)
    dw = (X.T[::-1] @ dout)[::-1]
    wide = np.zeros((2 * dout.shape[1],))
    wide[::2] = dout.sum(axis=0)
    return dx, dw, wide[::2]


def sigmoid_backward(dout, cache):
    return np.flip(np.flip(dout * cache) * np.flip(1 - cache))
