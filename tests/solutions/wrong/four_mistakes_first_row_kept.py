# expect: affine_backward.shapes+db=first_row_kept sigmoid_backward.dx=other_formula
import numpy as np


def affine_backward(dout, cache):
    x, w, b = cache
    X = x.reshape(x.shape[0], -1)
    dx = (dout @ w.T).reshape(x.shape)
    dw = X.T @ dout
    db = dout[:1]
    return dx, dw, db


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache) ** 2
