# expect: affine_backward.shapes+edges=kept_dims
import numpy as np


def affine_backward(dout, cache):
    x, w, b = cache
    one = np.ones((x.shape[0], 1))
    return (dout @ w.T).reshape(x.shape), x.reshape(len(x), -1).T @ dout, one.T @ dout


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)
