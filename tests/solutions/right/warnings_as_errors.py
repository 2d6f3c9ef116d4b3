# expect: all
import warnings

import numpy as np

warnings.simplefilter("error")

def affine_backward(dout, cache):
    """Backward pass of the affine layer, (N, M) -> (N, d1, ..., dk), (D, M), (M,)."""
    x, w, b = cache
    N = x.shape[0]
    X = np.reshape(x, (N, -1))
    dw = np.dot(X.T, dout)
    dx = np.reshape(np.dot(dout, w.T), x.shape)
    db = np.sum(dout, axis=0, keepdims=False)
    return dx, dw, db

def sigmoid_backward(dout, cache):
    dx = None
    y = cache
    dx = dout * (y * (1.0 - y))
    return dx
