# expect: affine_backward.dw=last_row_missed
import numpy as np


def affine_backward(dout, cache):
    x, w, b = cache
    X = x.reshape(len(x), -1)
    dw = np.zeros_like(w)
    for i in range(X.shape[0] - 1):
        dw += np.outer(X[i], dout[i])
    return (dout @ w.T).reshape(x.shape), dw, dout.sum(axis=0)


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)
