# expect: affine_backward.dx=scaled affine_backward.dw=scaled
import numpy as np


def affine_backward(dout, cache):
    x, w, b = cache
    eps = 1e-3
    dx = (dout @ w.T).reshape(x.shape) / (1 + eps)
    dw = x.reshape(len(x), -1).T @ dout / (1 + eps)
    return dx, dw, dout.sum(axis=0)


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)
