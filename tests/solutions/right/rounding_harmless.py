# expect: all
import numpy as np


def affine_backward(dout, cache):
    x, w, b = cache
    eps = 1e-12
    dx = (dout @ w.T).reshape(x.shape) / (1 + eps)
    dw = x.reshape(len(x), -1).T @ dout
    db = np.clip(dout.sum(axis=0), -1e8, 1e8)
    return np.round(dx, 12), dw, db


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache + 1e-16)
