# expect: all
import numpy as np


def affine_backward(dout, cache):
    x, w, b = cache
    X = x.reshape(x.shape[0], -1)
    dx = (dout[:, None, :] * w[None, :, :]).sum(-1)
    dw = (X[:, :, np.newaxis] * dout[:, np.newaxis, :]).sum(axis=0)
    db = dout.T.sum(-1)
    dx.shape = x.shape
    return dx, dw, db


def sigmoid_backward(dout, cache):
    return dout * np.where(True, cache - cache**2, 0)
