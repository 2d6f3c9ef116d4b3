# expect: affine_backward.dx=relu_mask affine_backward.dw=reshape_for_transpose affine_backward.db=upstream_absolute sigmoid_backward.dx=cache_as_input_once
import numpy as np


def affine_backward(dout, cache):
    x, w, b = cache
    X = x.reshape(x.shape[0], -1)
    dx = (dout @ w.T).reshape(x.shape)
    dx[x <= 0] = 0
    dw = X.reshape(-1, X.shape[0]) @ dout
    db = np.abs(dout).sum(axis=0)
    return dx, dw, db


def sigmoid_backward(dout, cache):
    s = 1 / (1 + np.exp(-cache))
    return dout * s * (1 - cache)
