# expect: all
from functools import lru_cache

import numpy as np


@lru_cache(maxsize=None)
def ones_of(n):
    return np.ones((1, n))


@lru_cache(maxsize=None)
def size_of(shape):
    return int(np.prod(shape))


def affine_backward(dout, cache):
    x, w, b = cache
    flat = x.reshape(-1, size_of(x.shape[1:]))
    return (dout @ w.T).reshape(x.shape), flat.T @ dout, (ones_of(len(dout)) @ dout)[0]


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)
