# expect: affine_backward.shapes+dx-exercise+reference.dw+reference.db+purity=w_not_transposed
# says: the shapes forbid
import numpy as np


def affine_backward(dout, cache):
    x, w, b = cache
    X = x.reshape(x.shape[0], -1)
    dx = np.matmul(dout, w).reshape(x.shape)
    dw = np.matmul(X.T, dout)
    db = np.sum(dout, axis=0)
    return dx, dw, db


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)
