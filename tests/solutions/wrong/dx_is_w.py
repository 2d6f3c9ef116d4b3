# expect: affine_backward.shapes+dx=factor_alone
import numpy as np


def affine_backward(dout, cache):
    x, w, b = cache
    dx = w.T
    dw = x.reshape(len(x), -1).T @ dout
    db = dout.sum(axis=0)
    return dx, dw, db


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)
