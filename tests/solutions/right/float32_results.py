# expect: all
import numpy as np


def affine_backward(dout, cache):
    x, w, b = [np.float32(a) for a in cache]
    dout = np.float32(dout)
    dx = (dout @ w.T).reshape(x.shape)
    dw = x.reshape(len(x), -1).T @ dout
    db = dout.sum(axis=0, dtype=np.float32)
    return dx, dw, db


def sigmoid_backward(dout, cache):
    dout, y = dout.astype("f4"), cache.astype("f4")
    return dout * y * (1 - y)
