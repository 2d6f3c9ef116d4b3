# expect: affine_backward.shapes+dx=
import numpy as np


def affine_backward(dout, cache):
    x, w, b = cache
    X1 = np.c_[x.reshape(len(x), -1), np.ones(len(x))]
    W1 = np.r_[w, b.reshape(1, -1)]
    dW1 = X1.T @ dout
    return dout @ W1.T, dW1[:-1], dW1[-1]


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)
