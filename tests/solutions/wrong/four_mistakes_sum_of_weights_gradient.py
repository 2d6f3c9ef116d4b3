# expect: affine_backward.dw=x_centred affine_backward.db=sum_of_weights_gradient sigmoid_backward.shapes+dx=jacobian_rows
import numpy as np


def affine_backward(dout, cache):
    x, w, b = cache
    X = x.reshape(x.shape[0], -1)
    dx = (dout @ w.T).reshape(x.shape)
    dw = (X - X.mean(axis=0)).T @ dout
    db = (X.T @ dout).sum(axis=0)
    return dx, dw, db


def sigmoid_backward(dout, cache):
    return np.array([np.diag(y * (1 - y)) for y in cache])
