# expect: affine_backward.purity=
import numpy as np


def affine_backward(dout, cache):
    x, w, b = cache
    dx = (dout @ w.T).reshape(x.shape)
    dw = x.reshape(len(x), -1).T @ dout
    db = dout.sum(axis=0)
    w -= 0.01 * dw
    b -= 0.01 * db
    return dx, dw, db


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)
