# expect: affine_backward.shapes+dx=transposed
import numpy as np


def affine_backward(dout, cache):
    x, w, b = cache
    dx = w @ dout.T
    dw = x.reshape(len(x), -1).T @ dout
    db = dout.sum(0)
    return dx, dw, db


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)
