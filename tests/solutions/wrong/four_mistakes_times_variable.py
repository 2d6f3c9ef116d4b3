# expect: affine_backward.shapes+dx=only_first_column affine_backward.dw=added_up_over_rows affine_backward.db=times_variable sigmoid_backward.dx=step_function
import numpy as np


def affine_backward(dout, cache):
    x, w, b = cache
    X = x.reshape(x.shape[0], -1)
    dx = np.outer(dout[:, 0], w[:, 0]).reshape(x.shape)
    dw = (X.T @ dout).sum(axis=0)
    db = dout.sum(axis=0) * b
    return dx, dw, db


def sigmoid_backward(dout, cache):
    return dout * (cache > 0.5)
