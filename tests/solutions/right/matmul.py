# expect: all
import numpy as np


def affine_backward(dout, cache):
    x, w, b = cache
    x_flat = x.reshape((x.shape[0], np.prod(x.shape[1:])))
    dx = np.matmul(dout, np.transpose(w))
    dx = np.reshape(dx, x.shape)
    dw = np.matmul(np.transpose(x_flat), dout)
    db = np.matmul(np.ones((1, x.shape[0])), dout)[0]
    return dx, dw, db


def sigmoid_backward(dout, cache):
    sig = cache
    return np.multiply(dout, np.multiply(sig, np.subtract(1, sig)))
