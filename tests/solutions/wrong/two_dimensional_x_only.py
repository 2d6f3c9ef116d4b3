# expect: affine_backward.shapes+edges=x_not_flattened
import numpy as np


def affine_backward(dout, cache):
    x, w, b = cache
    N, D = x.shape
    M = dout.shape[1]
    dx, dw, db = np.zeros((N, D)), np.zeros((D, M)), np.zeros(M)
    for n in range(N):
        for m in range(M):
            for d in range(D):
                dx[n, d] += dout[n, m] * w[d, m]
                dw[d, m] += dout[n, m] * x[n, d]
            db[m] += dout[n, m]
    return dx, dw, db


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)
