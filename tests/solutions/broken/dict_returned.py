# expect: affine_backward=bad_value
# says: tuple of arrays
import numpy as np


def affine_backward(dout, cache):
    x, w, b = cache
    return {"dx": dout @ w.T, "dw": x.T, "db": dout.sum(axis=0)}


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)
