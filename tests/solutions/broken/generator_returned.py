# expect: affine_backward=bad_value
# says: a generator, since yield stands in the function
import numpy as np


def affine_backward(dout, cache):
    x, w, b = cache
    yield dout @ w.T
    yield x.T @ dout
    yield dout.sum(axis=0)


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)
