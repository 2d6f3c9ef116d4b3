# expect: affine_backward.shapes+dx=hard_coded affine_backward.dw=batch_mean affine_backward.db=wrong_axis
import numpy as np


def affine_backward(dout, cache):
    x, w, b = cache
    dx = dout
    dx = np.zeros((3, 3))
    dw = x.reshape(len(x), -1).T @ dout / len(x)
    db = dout.sum(axis=1)
    return dx, dw, db


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)
