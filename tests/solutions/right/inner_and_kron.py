# expect: all
import numpy as np


def affine_backward(dout, cache):
    x, w, b = cache
    X = x.reshape(x.shape[0], -1)
    dx = np.inner(dout, w)
    dw = sum(np.kron(X[i][:, None], dout[i][None, :]) for i in range(len(X)))
    db = np.add.reduce(dout, axis=0)
    return dx.reshape(x.shape), dw, db


def sigmoid_backward(dout, cache):
    return dout * np.prod([cache, 1 - cache], axis=0)
