# expect: sigmoid_backward.reference.dx+differences+edges=wrong_on_one_side
import numpy as np


def affine_backward(dout, cache):
    x, w, b = cache
    dx = (dout @ w.T).reshape(x.shape)
    dw = x.reshape(len(x), -1).T @ dout
    db = dout.sum(axis=0)
    return dx, dw, db


def sigmoid_backward(dout, cache):
    return dout * np.where(cache < 0.5, 1 - cache, cache * (1 - cache))
