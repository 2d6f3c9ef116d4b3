# expect: affine_backward.dx=inverse_for_transpose
import numpy as np


def affine_backward(dout, cache):
    x, w, b = cache
    dx = (dout @ np.linalg.pinv(w)).reshape(x.shape)
    return dx, x.reshape(len(x), -1).T @ dout, dout.sum(axis=0)


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)
