# expect: affine_backward=missing_function
# says: Did you mean `affine_backwards`?
import numpy as np


def affine_backwards(dout, cache):
    x, w, b = cache
    return dout @ w.T, x.T @ dout, dout.sum(axis=0)


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)
