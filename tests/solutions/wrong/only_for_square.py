# expect: affine_backward.dw-differences-edges=transposed_where_it_fits
import numpy as np


def affine_backward(dout, cache):
    x, w, b = cache
    dw = x.reshape(len(x), -1).T @ dout
    if dw.shape[0] == dw.shape[1]:
        dw = dw.T
    return (dout @ w.T).reshape(x.shape), dw, dout.sum(axis=0)


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)
