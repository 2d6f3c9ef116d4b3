# expect: affine_backward.dx= affine_backward.dw=variable_updated
import numpy as np


def affine_backward(dout, cache):
    x, w, b = cache
    dw = x.reshape(len(x), -1).T @ dout
    w = w - 0.1 * dw
    return (dout @ w.T).reshape(x.shape), w, dout.sum(axis=0)


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)
