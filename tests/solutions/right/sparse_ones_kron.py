# expect: all
import numpy as np


def affine_backward(dout, cache):
    x, w, b = cache
    n, m = dout.shape
    flat = x.reshape(n, -1)
    d = flat.shape[1]
    # vec(dX) = (I kron W) vec(dout), row by row
    dx = (np.kron(np.eye(n), w) @ dout.reshape(-1)).reshape(x.shape)
    dw = (np.kron(flat, np.eye(m)).T @ dout.reshape(-1)).reshape(d, m)
    db = np.kron(np.ones((1, n)), np.eye(m)) @ dout.reshape(-1)
    return dx, dw, db


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)
