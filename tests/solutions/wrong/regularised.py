# expect: affine_backward.dw=variable_added
import numpy as np

reg = 0.5


def affine_backward(dout, cache):
    x, w, b = cache
    dw = x.reshape(len(x), -1).T.dot(dout) + reg * w
    return (dout @ w.T).reshape(x.shape), dw, dout.sum(axis=0)


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)
