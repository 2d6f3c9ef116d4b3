# expect: affine_backward.shapes+dw=bias_row_left
import numpy as np


def affine_backward(dout, cache):
    x, w, b = cache
    X1 = np.c_[x.reshape(len(x), -1), np.ones(len(x))]
    dw = X1.T @ dout
    return (dout @ w.T).reshape(x.shape), dw, dw[-1]


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)
