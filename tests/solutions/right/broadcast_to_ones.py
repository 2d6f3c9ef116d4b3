# expect: all
import numpy as np


def affine_backward(dout, cache):
    x, w, b = cache
    ones = np.broadcast_to(1.0, (dout.shape[0],))
    return (dout @ w.swapaxes(0, 1)).reshape(x.shape), np.moveaxis(x.reshape(len(x), -1), 0, 1) @ dout, ones @ dout


def sigmoid_backward(dout, cache):
    one = np.broadcast_to(np.float64(1), np.shape(cache))
    return dout * (cache - cache * cache) * one
