# expect: all
import numpy as np


def gradients(dout, x, w, b):
    yield (dout @ w.T).reshape(x.shape)
    yield sum(np.outer(a, d) for a, d in zip(x.reshape(len(x), -1), dout))
    yield sum(dout)


def affine_backward(dout, cache):
    dx, dw, db = gradients(dout, *cache)
    return dx, dw, db


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)
