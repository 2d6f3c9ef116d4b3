# expect: all
from functools import cached_property

import numpy as np


class _Linear:
    def __init__(self, cache):
        self.x, self.w, self.b = cache

    @cached_property
    def flat(self):
        return self.x.reshape(self.x.shape[0], -1)

    def __rmatmul__(self, dout):
        return dout @ self.w.T

    __array_ufunc__ = None


def affine_backward(dout, cache):
    layer = _Linear(cache)
    return (dout @ layer).reshape(layer.x.shape), layer.flat.T @ dout, dout.sum(0)


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)
