# expect: affine_backward.dw-differences=x_not_transposed_where_it_fits
import numpy as np


def affine_backward(dout, cache):
    x, w, b = cache
    X = x.reshape(len(x), -1)
    for left in (X, X.T):
        for right in (dout, dout.T):
            if left.shape[1] == right.shape[0] and (left.shape[0], right.shape[1]) == w.shape:
                dw = left @ right
                return (dout @ w.T).reshape(x.shape), dw, dout.sum(axis=0)


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)
