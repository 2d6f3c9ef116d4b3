# expect: affine_backward.shapes+dx= affine_backward.db=
# says: dx is None
import numpy as np


def affine_backward(dout, cache):
    x, w, b = cache
    dx, dw, db = None, None, None
    dw = x.reshape(len(x), -1).T @ dout
    return dx, dw, db


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)
