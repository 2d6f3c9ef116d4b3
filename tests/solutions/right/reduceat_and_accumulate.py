# expect: all
import numpy as np


def affine_backward(dout, cache):
    x, w, b = cache
    flat = x.reshape(x.shape[0], -1)
    db = np.add.reduceat(dout, [0], axis=0)[0]
    dw = np.cumsum(flat[:, :, np.newaxis] * dout[:, np.newaxis, :], axis=0)[-1]
    dx = np.add.accumulate(dout[:, np.newaxis, :] * w[np.newaxis, :, :], axis=2)[..., -1]
    return dx.reshape(x.shape), dw, db


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)
