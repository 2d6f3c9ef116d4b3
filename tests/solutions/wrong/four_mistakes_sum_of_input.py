# expect: affine_backward.shapes+dw=entries_left_out affine_backward.db=sum_of_input sigmoid_backward.dx=sigmoid_applied_again_and_upstream_ignored
import numpy as np


def affine_backward(dout, cache):
    x, w, b = cache
    X = x.reshape(x.shape[0], -1)
    dx = (dout @ w.T).reshape(x.shape)
    dw = np.zeros(w.shape)
    for i in range(w.shape[0] - 1):
        dw[i] = X[:, i] @ dout
    db = X.sum(axis=0)
    return dx, dw, db


def sigmoid_backward(dout, cache):
    return 1 / (1 + np.exp(-cache))
