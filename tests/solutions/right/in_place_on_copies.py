# expect: all
import numpy as np


def affine_backward(dout, cache):
    x, w, b = cache
    w = w.copy()
    x_rows = x.copy()
    x_rows.resize((x.shape[0], w.shape[0]))
    dx = np.empty((x.shape[0], w.shape[0]))
    np.matmul(dout, w.T, out=dx)
    dw = np.zeros_like(w)
    dw += x_rows.T @ dout
    w -= 1e-3 * dw
    db = np.zeros(w.shape[1])
    db += dout.sum(0)
    return dx.reshape(x.shape), dw, db


def sigmoid_backward(dout, cache):
    dout = dout.copy()
    cache = np.array(cache)
    dout *= cache
    cache *= -1
    cache += 1
    dout *= cache
    return dout
