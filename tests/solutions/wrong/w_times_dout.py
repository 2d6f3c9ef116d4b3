# expect: affine_backward.shapes+dx+reference.dw+reference.db+purity=
import numpy as np


def affine_backward(dout, cache):
    x, w, b = cache
    dx = np.dot(w, dout)
    dw = np.dot(x.reshape(x.shape[0], -1).T, dout)
    db = dout.sum(axis=0)
    return dx, dw, db


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)
