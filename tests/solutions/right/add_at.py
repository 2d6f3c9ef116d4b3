# expect: all
import numpy as np


def affine_backward(dout, cache):
    x, w, b = cache
    N, M = dout.shape
    db = np.zeros(M)
    np.add.at(db, np.tile(np.arange(M), N), dout.ravel())
    return (dout @ w.T).reshape(x.shape), x.reshape(N, -1).T @ dout, db


def sigmoid_backward(dout, cache):
    dx = None
    y = cache
    dx = dout * (y * (1.0 - y))
    return dx
