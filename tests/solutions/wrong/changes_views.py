# expect: affine_backward.purity=
# says: in place
import numpy as np


def affine_backward(dout, cache):
    x, w, b = cache
    X = x.reshape(len(x), -1)
    dx, dw = (dout @ w.T).reshape(x.shape), X.T @ dout
    dout[0] = dout.sum(axis=0)
    return dx, dw, dout[0]


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)
