# expect: affine_backward=bad_value
# says: entry [2] of what it returned is a method, which was not called: write () behind its name
import numpy as np


def affine_backward(dout, cache):
    x, w, b = cache
    return (dout @ w.T).reshape(x.shape), x.reshape(len(x), -1).T @ dout, dout.T.copy


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)
