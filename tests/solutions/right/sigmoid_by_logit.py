# expect: all
import numpy as np


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def affine_backward(dout, cache):
    x, w, b = cache
    dx = dout.dot(w.T).reshape(x.shape)
    dw = x.reshape(x.shape[0], -1).T.dot(dout)
    db = np.sum(dout, axis=0)
    return dx, dw, db

def sigmoid_backward(dout, cache):
    x = np.log(cache / (1 - cache))
    s = sigmoid(x)
    return dout * s * (1 - s)
