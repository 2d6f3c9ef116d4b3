# expect: fault=syntax
# says: Line 6
import numpy as np


def affine_backward(dout, cache)
    x, w, b = cache
    return dout @ w.T, x.T @ dout, dout.sum(axis=0)


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)
