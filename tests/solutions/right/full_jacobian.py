# expect: all
import numpy as np


def affine_backward(dout, cache):
    """The long way: build the Jacobians of (8), then contract them with dout as in (9)."""
    x, w, b = cache
    N, M = dout.shape
    D = w.shape[0]
    X = x.reshape(N, D)
    dy_dw = np.zeros((N, M, D, M))
    dy_dx = np.zeros((N, M, N, D))
    for i in range(N):
        for j in range(M):
            dy_dw[i, j, :, j] = X[i]
            dy_dx[i, j, i, :] = w[:, j]
    dw = np.tensordot(dout, dy_dw, axes=2)
    dx = np.tensordot(dout, dy_dx, axes=2).reshape(x.shape)
    db = dout.sum(axis=0)
    return dx, dw, db


def sigmoid_backward(dout, cache):
    flat = cache.ravel()
    jacobian = np.diag(flat * (1 - flat))
    return (dout.ravel() @ jacobian).reshape(cache.shape)
