# expect: affine_backward.exercise+reference.db+edges=wrong_axis_where_it_fits
# says: wherever the shapes allow that
import numpy as np


def affine_backward(dout, cache):
    x, w, b = cache
    flat = x.reshape(x.shape[0], -1)
    dx = (dout @ w.T).reshape(x.shape)
    dw = flat.T @ dout
    db = dout.sum(axis=0)
    if len(x) == dout.shape[1]:
        db = dout.sum(axis=1)
    return dx, dw, db


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)
