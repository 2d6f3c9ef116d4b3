# expect: affine_backward.dx=slope_of_input affine_backward.dw=divided_by_n_minus_1 affine_backward.db=reversed_rows sigmoid_backward.dx=exponential_form
import numpy as np


def affine_backward(dout, cache):
    x, w, b = cache
    X = x.reshape(x.shape[0], -1)
    dx = (dout @ w.T).reshape(x.shape) * x * (1 - x)
    dw = X.T @ dout / max(X.shape[0] - 1, 1)
    db = dout.sum(axis=0)[::-1]
    return dx, dw, db


def sigmoid_backward(dout, cache):
    return dout * np.exp(-cache) / (1 + np.exp(-cache))
