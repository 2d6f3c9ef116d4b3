# expect: all
import numpy as np


def affine_backward(dout, cache):
    x, w, b = cache
    N, D, M = x.shape[0], w.shape[0], b.shape[0]
    X = x.reshape(N, D)
    dw, db = np.zeros((D, M)), np.zeros(M)
    for j in range(M):
        db[j] = dout[:, j].sum()
        dw[:, j] = X.T @ dout[:, j]
    return (dout @ w.T).reshape(x.shape), dw, db


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)
