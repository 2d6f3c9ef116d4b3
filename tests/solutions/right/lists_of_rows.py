# expect: all
import numpy as np


def affine_backward(dout, cache):
    x, w, b = cache
    X = x.reshape(x.shape[0], -1)
    dx = [(w @ g).reshape(x.shape[1:]) for g in dout]
    dw = [X[:, k] @ dout for k in range(X.shape[1])]
    db = [np.sum(column) for column in dout.T]
    return [dx, dw, db]


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)
