# expect: affine_backward.shapes+dx=x_for_w affine_backward.dw=first_column_missed sigmoid_backward.dx=divided_by_output
import numpy as np


def affine_backward(dout, cache):
    x, w, b = cache
    X = x.reshape(x.shape[0], -1)
    dx = (dout.sum(axis=1, keepdims=True) * X).reshape(x.shape)
    dw = np.zeros(w.shape)
    for j in range(1, w.shape[1]):
        dw[:, j] = X.T @ dout[:, j]
    db = dout.T @ np.ones((len(dout), 1))
    return dx, dw, db


def sigmoid_backward(dout, cache):
    with np.errstate(all='ignore'):
        return dout / cache
