# expect: all
import numpy as np


def affine_backward(dout, cache):
    x, w, b = cache
    n = len(x)
    x2 = x.reshape(n, -1)
    dx = np.einsum(dout, [0, 1], w, [2, 1], [0, 2], optimize=True)
    dw = np.einsum("ij,ik->jk", x2, dout, optimize="greedy")
    db = np.einsum("ij,i->j", dout, np.ones(n), optimize=True)
    return dx.reshape(x.shape), dw, db


def sigmoid_backward(dout, cache):
    dx = None
    y = cache
    dx = dout * (y * (1.0 - y))
    return dx
