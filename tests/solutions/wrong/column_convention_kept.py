# expect: affine_backward.shapes+dx=transposed affine_backward.shapes+dw=transposed
import numpy as np


def affine_backward(dout, cache):
    """Column vectors, as in (3)."""
    x, w, b = cache
    X, W, G = x.reshape(len(x), -1).T, w.T, dout.T
    dW = G @ X.T
    dX = W.T @ G
    db = G.sum(axis=1)
    return dX, dW, db


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)
