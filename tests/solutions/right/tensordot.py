# expect: all
import numpy as np


def affine_backward(dout, cache):
    x, w, b = cache
    w_nd = w.reshape(*x.shape[1:], -1)
    # no flattening at all: all axes of an input stay where they are
    dx = np.tensordot(dout, w_nd, axes=([1], [w_nd.ndim - 1]))
    dw = np.tensordot(x, dout, axes=([0], [0])).reshape(w.shape)
    db = np.tensordot(np.ones(len(x)), dout, axes=1)
    return dx, dw, db


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)
