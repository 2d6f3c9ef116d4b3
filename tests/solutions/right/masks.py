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
    dx = np.zeros_like(dout)
    low = cache < 0.5
    dx[low] = dout[low] * cache[low] * (1 - cache[low])
    dx[~low] = dout[~low] * cache[~low] * (1 - cache[~low])
    return dx
