# expect: sigmoid_backward.reference.dx=upstream_transposed_where_it_fits
import numpy as np


def sigmoid_backward(dout, cache):
    if cache.shape[0] == cache.shape[1]:
        return dout.T * cache * (1 - cache)
    return dout * cache * (1 - cache)


def affine_backward(dout, cache):
    x, w, b = cache
    return (dout @ w.T).reshape(x.shape), x.reshape(x.shape[0], -1).T @ dout, dout.sum(axis=0)
