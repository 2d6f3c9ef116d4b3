# expect: all
import numpy as np


def affine_backward(dout, cache):
    x, w, b = cache
    N, M = dout.shape
    D = w.shape[0]
    X = x.reshape(N, D)
    dx = np.zeros((N, D))
    dw = np.zeros((D, M))
    db = np.zeros(M)
    # equation (9), entry by entry
    for u in range(D):
        for v in range(M):
            for i in range(N):
                dw[u, v] += dout[i, v] * X[i, u]
    for i in range(N):
        for k in range(D):
            for j in range(M):
                dx[i][k] = dx[i][k] + dout[i][j] * w[k][j]
    for i in range(N):
        for j in range(M):
            db[j] += dout[i, j]
    dx = dx.reshape(x.shape)
    return dx, dw, db


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)
