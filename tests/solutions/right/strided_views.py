# expect: all
import numpy as np
from numpy.lib.stride_tricks import as_strided


def transposed(a):
    return as_strided(a, shape=a.shape[::-1], strides=a.strides[::-1])


def affine_backward(dout, cache):
    x, w, b = (np.array(a, order="C") for a in cache)
    flat = x.reshape(x.shape[0], -1)
    return (dout @ transposed(w)).reshape(x.shape), transposed(flat) @ dout, np.array(dout, order="C").sum(0)


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)
