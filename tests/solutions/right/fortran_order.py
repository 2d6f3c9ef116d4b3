# expect: all
import numpy as np


def affine_backward(dout, cache):
    x, w, b = cache
    dout = np.asfortranarray(dout)
    X = np.asfortranarray(x.reshape(x.shape[0], -1))
    dx = np.array(dout @ w.T, order="F").reshape(x.shape)
    return dx, np.array(X.T @ dout, order="F"), dout.sum(axis=0)


def sigmoid_backward(dout, cache):
    return np.copy(dout * cache * (1 - cache), order="F")
