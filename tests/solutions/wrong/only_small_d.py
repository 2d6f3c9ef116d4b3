# expect: affine_backward.dw-exercise=entries_left_out
import numpy as np


def affine_backward(dout, cache):
    x, w, b = cache
    X = x.reshape(len(x), -1)
    dw = np.zeros_like(w)
    for k in range(min(4, w.shape[0])):
        dw[k] = X[:, k] @ dout
    return (dout @ w.T).reshape(x.shape), dw, dout.sum(axis=0)


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)
