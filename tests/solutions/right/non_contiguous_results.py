# expect: all
import numpy as np


def affine_backward(dout, cache):
    x, w, b = cache
    n = x.shape[0]
    big = np.full((2 * n, 3 * w.shape[0]), np.nan)
    big[::2, ::3] = dout @ w.T
    dx = big[::2, ::3].reshape(x.shape)
    dw = (dout.T @ x.reshape(n, -1)).T
    pair = np.stack([dout.sum(axis=0), np.zeros(dout.shape[1])], axis=1)
    return dx, dw, pair[:, 0]


def sigmoid_backward(dout, cache):
    wide = np.zeros(cache.shape + (2,))
    wide[..., 1] = dout * cache * (1 - cache)
    return wide[..., 1]
