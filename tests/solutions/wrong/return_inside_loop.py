# expect: affine_backward.dx=only_first_row affine_backward.dw=only_first_row affine_backward.db=only_first_row
import numpy as np


def affine_backward(dout, cache):
    x, w, b = cache
    dx, dw, db = np.zeros(x.shape), np.zeros(w.shape), np.zeros(w.shape[1])
    for n in range(len(x)):
        dx[n] = (w @ dout[n]).reshape(x[n].shape)
        dw += np.outer(x[n], dout[n])
        db += dout[n]
        return dx, dw, db


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)
