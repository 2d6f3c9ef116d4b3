# expect: all
import numpy as np


def affine_backward(dout, cache):
    x, w, b = (np.array(a, order="C") for a in cache)
    dout = dout.copy()
    shape = x.shape
    x.shape = (shape[0], int(np.prod(shape[1:])))
    dw = x.T @ dout
    x[...] = dout @ w.T
    x.shape = shape
    b[...] = 0
    b += dout.sum(axis=0)
    return x, dw, b


def sigmoid_backward(dout, cache):
    g = 1 - cache
    g *= cache
    g *= dout
    return g
