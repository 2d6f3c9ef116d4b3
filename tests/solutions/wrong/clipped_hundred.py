# expect: affine_backward.edges=clipped
import numpy as np


def affine_backward(dout, cache):
    x, w, b = cache
    dx = (dout @ w.T).reshape(x.shape)
    dw = x.reshape(len(x), -1).T @ dout
    db = dout.sum(axis=0)
    return np.clip(dx, -100, 100), np.clip(dw, -100, 100), db


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)
