# expect: all
import numpy as np


def affine_backward(dout, cache):
    x, w, b = cache
    db = np.sum(dout, axis=0, keepdims=True)
    if b.ndim == 1:
        db = db.squeeze(axis=0)
    return np.dot(dout, w.T).reshape(x.shape), np.dot(x.reshape(x.shape[0], -1).T, dout), db


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)
