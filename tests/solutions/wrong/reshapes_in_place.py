# expect: affine_backward.edges= affine_backward.purity=
import numpy as np


def affine_backward(dout, cache):
    x, w, b = cache
    shape = x.shape
    x.shape = (shape[0], w.shape[0])
    dx = (dout @ w.T).reshape(shape)
    return dx, x.T @ dout, dout.sum(axis=0)


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)
