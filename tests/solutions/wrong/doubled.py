# expect: affine_backward.dw=doubled
import numpy as np


def affine_backward(dout, cache):
    x, w, b = cache
    X = x.reshape(len(x), -1)
    dw = X.T @ dout
    for n in range(len(X)):
        dw += np.outer(X[n], dout[n])
    return (dout @ w.T).reshape(x.shape), dw, dout.sum(axis=0)


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)
