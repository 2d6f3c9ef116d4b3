# expect: affine_backward.shapes+dx=swapped_outputs affine_backward.dw=swapped_outputs affine_backward.db=swapped_outputs
import numpy as np


def affine_backward(dout, cache):
    x, w, b = cache
    dw = x.reshape(len(x), -1).T @ dout
    db = dout.sum(axis=0)
    dx = (dout @ w.T).reshape(x.shape)
    return dw, db, dx


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)
