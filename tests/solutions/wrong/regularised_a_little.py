# expect: affine_backward.dw=variable_added
import numpy as np


def affine_backward(dout, cache, reg=1e-3):
    x, w, b = cache
    dw = x.reshape(len(x), -1).T.dot(dout)
    dw += 2 * reg * w
    return (dout @ w.T).reshape(x.shape), dw, dout.sum(axis=0)


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)
