# expect: affine_backward.edges=entries_misplaced
import numpy as np


def affine_backward(dout, cache):
    x, w, b = cache
    if x.ndim == 4:
        x_rows = x.transpose(0, 2, 3, 1).reshape(len(x), -1)
    else:
        x_rows = x.reshape(len(x), -1)
    return (dout @ w.T).reshape(x.shape), x_rows.T @ dout, dout.sum(axis=0)


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)
