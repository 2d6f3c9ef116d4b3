# expect: all
import numpy as np


def affine_backward(dout, cache):
    x, w, b = cache
    X = x.reshape(x.shape[0], -1)
    n, d = X.shape
    m = dout.shape[1]
    # one product for everything
    left = np.block([[X.T, np.zeros((d, m))], [np.ones((1, n)), np.zeros((1, m))], [np.zeros((n, n)), dout]])
    right = np.block([[dout, np.zeros((n, d))], [np.zeros((m, m)), w.T]])
    out = left @ right
    dw, db, dx = out[:d, :m], out[d, :m], out[d + 1 :, m:]
    return dx.reshape(x.shape), dw, db


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)
