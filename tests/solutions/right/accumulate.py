# expect: all
import numpy as np


def affine_backward(dout, cache):
    x, w, b = cache
    dw = 0
    db = 0
    dx = []
    for xi, di in zip(x, dout):
        dw += xi.reshape(-1, 1) * di
        db += di
        dx += [(w * di).sum(1).reshape(xi.shape)]
    return np.array(dx), dw, db


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)
