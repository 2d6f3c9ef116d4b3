# expect: affine_backward.dw=not_exact
import numpy as np


def affine_backward(dout, cache):
    x, w, b = cache
    X = x.reshape(len(x), -1)
    h = 1e-13
    dw = np.zeros_like(w)
    for i in range(w.shape[0]):
        for j in range(w.shape[1]):
            up, down = w.copy(), w.copy()
            up[i, j] += h
            down[i, j] -= h
            dw[i, j] = (np.sum(dout * (X @ up + b)) - np.sum(dout * (X @ down + b))) / (2 * h)
    return (dout @ w.T).reshape(x.shape), dw, dout.sum(axis=0)


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)
