# expect: all
import numpy as np


def affine_backward(dout, cache):
    x, w, b = cache
    flat = x.reshape(x.shape[0], -1)[::-1]
    d = dout[::-1]
    dx = (d @ w.T)[::-1]
    return dx.reshape(x.shape), flat.T @ d, np.flip(d, axis=0).sum(0)


def sigmoid_backward(dout, cache):
    return (dout[..., ::-1] * cache[..., ::-1] * (1 - cache[..., ::-1]))[..., ::-1]
