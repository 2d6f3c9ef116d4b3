# expect: affine_backward.dx-exercise-differences-edges=w_not_transposed_where_it_fits
import numpy as np


def affine_backward(dout, cache):
    x, w, b = cache
    try:
        dx = (dout @ w).reshape(x.shape)
    except ValueError:
        dx = (dout @ w.T).reshape(x.shape)
    return dx, x.reshape(len(x), -1).T @ dout, dout.sum(axis=0)


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)
