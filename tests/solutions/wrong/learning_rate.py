# expect: affine_backward.dw=scaled
import numpy as np

lr = 1e-2


def affine_backward(dout, cache):
    x, w, b = cache
    dw = lr * x.reshape(len(x), -1).T @ dout
    return (dout @ w.T).reshape(x.shape), dw, dout.sum(axis=0)


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)
