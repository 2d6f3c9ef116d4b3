# expect: sigmoid_backward.shapes+exercise+reference.dx+differences+edges+purity=
# says: the function must return one array, and it returned 2 values
import numpy as np


def affine_backward(dout, cache):
    x, w, b = cache
    dx = (dout @ w.T).reshape(x.shape)
    dw = x.reshape(len(x), -1).T @ dout
    db = dout.sum(axis=0)
    return dx, dw, db


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache), cache
