# expect: affine_backward.shapes+dw=jacobian
import numpy as np


def affine_backward(dout, cache):
    x, w, b = cache
    N, M = dout.shape
    X = x.reshape(N, -1)
    dw = np.zeros((N, M) + w.shape)
    for i in range(N):
        for j in range(M):
            dw[i, j, :, j] = X[i]
    return (dout @ w.T).reshape(x.shape), dw, dout.sum(axis=0)


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)
