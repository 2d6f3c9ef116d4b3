# expect: affine_backward.dw=
import numpy as np


def affine_backward(dout, cache):
    x, w, b = cache
    dx = (dout @ w.T).reshape(x.shape)
    dw = np.linalg.pinv(x.reshape(len(x), -1)) @ dout
    return dx, dw, dout.sum(axis=0)


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)
