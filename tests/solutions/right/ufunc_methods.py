# expect: all
import numpy as np


def affine_backward(dout, cache):
    x, w, b = cache
    flat = x.reshape(x.shape[0], -1)
    dw = np.add.reduce([np.multiply.outer(r, d) for r, d in zip(flat, dout)], axis=0)
    db = np.add.reduce(dout, axis=0)
    dx = np.add.reduce(np.multiply(dout[:, None, :], w[None]), axis=-1).reshape(x.shape)
    return dx, dw, db


def sigmoid_backward(dout, cache):
    return np.multiply.reduce([dout, cache, np.subtract(1, cache)])
