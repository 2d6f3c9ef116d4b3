# expect: all
import numpy as np

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
    # sigma(x) = (1 + tanh(x/2)) / 2, so sigma' = (1 - tanh(x/2)^2) / 4
    t = 2 * cache - 1
    return dout * (1 - t**2) / 4
