# expect: affine_backward.dx=clipped affine_backward.dw=clipped affine_backward.db=clipped
import numpy as np


def affine_backward(dout, cache):
    x, w, b = cache
    dx = (dout @ w.T).reshape(x.shape)
    dw = x.reshape(len(x), -1).T @ dout
    db = dout.sum(axis=0)
    # against exploding gradients
    return np.clip(dx, -1, 1), np.clip(dw, -1, 1), np.clip(db, -1, 1)


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)
