# expect: all
import numpy as np


def affine_backward(dout, cache):
    x, w, b = cache
    n = len(x)
    flat = x.reshape(n, -1)
    return (dout @ w.T).reshape(x.shape), n * np.mean(flat[:, :, None] * dout[:, None], 0), n * dout.mean(0)


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)
