# expect: all
import numpy as np


def affine_backward(dout, cache):
    x, w, b = cache
    n = x.shape[0]
    N, D, M = 0, 1, 2
    dx = np.einsum(dout, [N, M], w, [D, M], [N, D]).reshape(*x.shape)
    dw = np.einsum(x.reshape(n, -1), [N, D], dout, [N, M], [D, M])
    db = np.einsum(dout, [N, M], [M])
    return dx, dw, db


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)
