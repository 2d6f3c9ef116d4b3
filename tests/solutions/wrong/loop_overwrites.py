# expect: affine_backward.dw=only_last_row
import numpy as np


def affine_backward(dout, cache):
    x, w, b = cache
    X = x.reshape(len(x), -1)
    dw = np.zeros_like(w)
    for n in range(X.shape[0]):
        for i in range(w.shape[0]):
            for j in range(w.shape[1]):
                dw[i, j] = X[n, i] * dout[n, j]  # = instead of +=
    return (dout @ w.T).reshape(x.shape), dw, dout.sum(axis=0)


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)
