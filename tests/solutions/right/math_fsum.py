# expect: all
import math

import numpy as np


def affine_backward(dout, cache):
    x, w, b = cache
    X = x.reshape(x.shape[0], -1)
    N, D = X.shape
    M = w.shape[1]
    dw = np.array([[math.fsum(X[i, k] * dout[i, j] for i in range(N)) for j in range(M)] for k in range(D)])
    dx = np.array([[math.fsum(dout[i, j] * w[k, j] for j in range(M)) for k in range(D)] for i in range(N)])
    db = np.array([math.fsum(dout[:, j]) for j in range(M)])
    return dx.reshape(x.shape), dw, db


def sigmoid_backward(dout, cache):
    dx = None
    y = cache
    dx = dout * (y * (1.0 - y))
    return dx
