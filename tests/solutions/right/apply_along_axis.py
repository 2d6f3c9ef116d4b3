# expect: all
import numpy as np


def affine_backward(dout, cache):
    x, w, b = cache
    X = x.reshape(x.shape[0], -1)
    dx = np.apply_along_axis(lambda g: w @ g, 1, dout).reshape(x.shape)
    dw = np.apply_along_axis(lambda col: X.T @ col, 0, dout)
    db = np.apply_over_axes(np.sum, dout, 0).flatten()
    return dx, dw, db


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)
