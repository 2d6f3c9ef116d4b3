# expect: sigmoid_backward=exception
# says: A power is written **
import numpy as np


def affine_backward(dout, cache):
    x, w, b = cache
    return (dout @ w.T).reshape(x.shape), x.reshape(len(x), -1).T @ dout, dout.sum(axis=0)


def sigmoid_backward(dout, cache):
    return dout * (cache - cache ^ 2)
