# expect: affine_backward.shapes+dx=summed_before_product affine_backward.dw=divided_by_variable affine_backward.db=mean_over_neurons sigmoid_backward.dx-exercise=divided_by_upstream
import numpy as np


def affine_backward(dout, cache):
    x, w, b = cache
    X = x.reshape(x.shape[0], -1)
    dx = np.einsum('nm,dk->nd', dout, w).reshape(x.shape)
    with np.errstate(all='ignore'):
        dw = X.T @ dout / w
    db = dout.mean(axis=1)
    return dx, dw, db


def sigmoid_backward(dout, cache):
    with np.errstate(all='ignore'):
        return cache * (1 - cache) / dout
