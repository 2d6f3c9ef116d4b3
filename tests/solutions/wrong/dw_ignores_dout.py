# expect: affine_backward.shapes+dw=factor_alone
import numpy as np


def affine_backward(dout, cache):
    x, w, b = cache
    X = x.reshape(len(x), -1)
    # y = xw  =>  dy/dw = x
    dw = X.T
    return (dout @ w.T).reshape(x.shape), dw, dout.sum(axis=0)


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)
