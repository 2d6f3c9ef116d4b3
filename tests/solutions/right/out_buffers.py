# expect: all
import numpy as np


def affine_backward(dout, cache):
    x, w, b = cache
    flat = x.reshape(x.shape[0], -1)
    dx = np.dot(dout, w.T, out=np.empty(flat.shape)).reshape(x.shape)
    dw = np.dot(flat.T, dout, out=np.empty(w.shape))
    db = np.sum(dout, axis=0, out=np.empty(b.shape))
    return dx, dw, db


def sigmoid_backward(dout, cache):
    slope = np.subtract(1, cache, out=np.empty(cache.shape))
    slope *= cache
    return np.multiply(dout, slope, out=slope)
