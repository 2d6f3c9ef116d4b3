# expect: all
from numba import jit, njit
import numba
import numpy as np


@jit(nopython=True)
def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)


@njit
def product(a, b):
    return a @ b


@numba.jit
def affine_backward(dout, cache):
    x, w, b = cache
    return product(dout, w.T).reshape(x.shape), product(x.reshape(len(x), -1).T, dout), dout.sum(0)
