# expect: all
import numpy as np


def affine_backward(dout, cache):
    """Equation (9) as it stands: every entry sums over all of Y."""
    x, w, b = cache
    N, M = dout.shape
    X = x.reshape(N, -1)
    D = X.shape[1]
    dx, dw, db = np.zeros((N, D)), np.zeros((D, M)), np.zeros(M)
    for i in range(N):
        for j in range(M):
            for u in range(D):
                for v in range(M):
                    if j == v:
                        dw[u, v] += dout[i, j] * X[i, u]
            for u in range(N):
                for v in range(D):
                    if u == i:
                        dx[u, v] += dout[i, j] * w[v, j]
            for v in range(M):
                if v == j:
                    db[v] += dout[i, j]
    return dx.reshape(x.shape), dw, db


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)
