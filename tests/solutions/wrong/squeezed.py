# expect: affine_backward.edges=other_shape
import numpy as np


def affine_backward(dout, cache):
    x, w, b = cache
    dx = (dout @ w.T).reshape(x.shape)
    dw = np.squeeze(x.reshape(len(x), -1).T @ dout)
    db = np.squeeze(dout.sum(axis=0))
    return dx, dw, db


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)
