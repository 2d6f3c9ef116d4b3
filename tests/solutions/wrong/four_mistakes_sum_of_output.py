# expect: affine_backward.dw=rounded affine_backward.db=sum_of_output sigmoid_backward.dx=exponential_form_and_sign
import numpy as np


def affine_backward(dout, cache):
    x, w, b = cache
    X = x.reshape(x.shape[0], -1)
    dx = (dout @ w.T).reshape(x.shape)
    dw = np.round(X.T @ dout, 2)
    db = (X @ w + b).sum(axis=0)
    return dx, dw, db


def sigmoid_backward(dout, cache):
    return -dout * np.exp(-cache)
