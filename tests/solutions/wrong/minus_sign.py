# expect: affine_backward.dx=sign affine_backward.dw=sign affine_backward.db=sign
import numpy as np


def affine_backward(dout, cache):
    """Direction of steepest descent."""
    x, w, b = cache
    g = -dout
    return (g @ w.T).reshape(x.shape), x.reshape(len(x), -1).T @ g, g.sum(axis=0)


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)
