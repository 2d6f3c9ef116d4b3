# expect: affine_backward.shapes+dx=first_row_returned affine_backward.dw=unit_matrix affine_backward.db=last_column_missed sigmoid_backward.dx=sigmoid_of_upstream
import numpy as np


def affine_backward(dout, cache):
    x, w, b = cache
    X = x.reshape(x.shape[0], -1)
    dx = (dout @ w.T)[0]
    dw = np.eye(*w.shape)
    db = np.zeros(len(b))
    for j in range(len(b) - 1):
        db[j] = dout[:, j].sum()
    return dx, dw, db


def sigmoid_backward(dout, cache):
    s = 1 / (1 + np.exp(-dout))
    return cache * s * (1 - s)
