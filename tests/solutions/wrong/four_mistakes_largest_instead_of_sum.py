# expect: affine_backward.dx=only_last_column affine_backward.dw=normalised affine_backward.db=largest_instead_of_sum sigmoid_backward.dx=divided_by_slope
import numpy as np


def affine_backward(dout, cache):
    x, w, b = cache
    X = x.reshape(x.shape[0], -1)
    for j in range(dout.shape[1]):
        dx = np.outer(dout[:, j], w[:, j])
    dx = dx.reshape(x.shape)
    dw = X.T @ dout
    dw /= np.linalg.norm(dw)
    db = dout.max(axis=0)
    return dx, dw, db


def sigmoid_backward(dout, cache):
    with np.errstate(all='ignore'):
        return dout / (cache * (1 - cache))
