# expect: affine_backward.dx=all_zeros
import numpy as np


def affine_backward(dout, cache):
    x, w, b = cache
    dx = np.zeros_like(x)
    dw = x.reshape(len(x), -1).T @ dout
    db = dout.sum(axis=0)
    for i in range(len(x)):
        dxi = dx[i].copy()  # detached
        dxi += (w @ dout[i]).reshape(dxi.shape)
    return dx, dw, db


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)
