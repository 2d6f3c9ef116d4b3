# expect: all
import numpy as np


def vmap(function):
    def mapped(*batches):
        return np.stack([function(*row) for row in zip(*batches)])

    return mapped


def affine_backward(dout, cache):
    x, w, b = cache
    dx = vmap(lambda d, a: (w @ d).reshape(a.shape))(dout, x)
    dw = vmap(lambda d, a: a.reshape(-1, 1) * d)(dout, x).sum(axis=0)
    return dx, dw, vmap(lambda d: d)(dout).sum(axis=0)


def sigmoid_backward(dout, cache):
    return vmap(lambda d, s: d * s * (1 - s))(dout, cache)
