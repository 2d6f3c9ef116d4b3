# expect: affine_backward.dw+shapes+reference.dx+reference.db+purity=x_not_transposed
import numpy as np


def affine_backward(dout, cache):
    x, w, b = cache
    X = x.reshape(x.shape[0], -1)
    dx = (dout @ w.T).reshape(x.shape)
    dw = X @ dout
    db = np.sum(dout, axis=0)
    return dx, dw, db


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)
