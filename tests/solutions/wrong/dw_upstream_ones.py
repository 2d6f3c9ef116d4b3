# expect: affine_backward.dw=upstream_ignored
import numpy as np


def affine_backward(dout, cache):
    x, w, b = cache
    X = x.reshape(len(x), -1)
    dw = np.repeat(X.sum(axis=0)[:, None], w.shape[1], axis=1)
    return (dout @ w.T).reshape(x.shape), dw, dout.sum(axis=0)


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)
