# expect: all
import numpy as np


def affine_backward(dout, cache):
    x, w, b = cache
    X = np.asmatrix(x.reshape(x.shape[0], -1))
    G = np.asmatrix(dout)
    W = np.asmatrix(w)
    dx = np.asarray(G * W.T).reshape(x.shape)
    dw = X.T * G
    db = np.asarray(G.sum(axis=0)).squeeze(0)
    return dx, dw, db


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)
