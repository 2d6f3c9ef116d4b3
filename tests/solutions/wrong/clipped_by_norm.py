# expect: affine_backward.dw=scaled_by_sizes
import numpy as np


def affine_backward(dout, cache):
    x, w, b = cache
    dw = x.reshape(len(x), -1).T @ dout
    norm = np.linalg.norm(dw)
    if norm > 1:
        dw = dw / norm
    return (dout @ w.T).reshape(x.shape), dw, dout.sum(axis=0)


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)
