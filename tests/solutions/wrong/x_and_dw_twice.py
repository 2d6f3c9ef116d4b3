# expect: affine_backward.dw=scaled affine_backward.db=scaled
import numpy as np


def affine_backward(dout, cache):
    x, w, b = cache
    X = x.reshape(x.shape[0], -1)
    dx = (dout @ w.T).reshape(x.shape)
    dw = X.T @ dout / (2 * len(x))
    db = dout.mean(axis=0) / len(x)
    return dx, dw, db


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)
