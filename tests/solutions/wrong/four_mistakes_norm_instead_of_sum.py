# expect: affine_backward.dw=x_absolute affine_backward.db=norm_instead_of_sum sigmoid_backward.shapes+purity+dx-exercise=upstream_transposed
import numpy as np


def affine_backward(dout, cache):
    x, w, b = cache
    X = x.reshape(x.shape[0], -1)
    dx = (dout @ w.T).reshape(x.shape)
    dw = np.abs(X).T @ dout
    db = np.linalg.norm(dout, axis=0)
    return dx, dw, db


def sigmoid_backward(dout, cache):
    return dout.T * cache * (1 - cache)
