# expect: affine_backward.dw-exercise=fraction_lost
import numpy as np


def affine_backward(dout, cache):
    x, w, b = cache
    dw = np.zeros(w.shape, dtype=int)
    dw[...] = x.reshape(len(x), -1).T @ dout
    return (dout @ w.T).reshape(x.shape), dw, dout.sum(axis=0)


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)
