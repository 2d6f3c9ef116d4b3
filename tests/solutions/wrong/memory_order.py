# expect: some
import numpy as np


def affine_backward(dout, cache):
    x, w, b = cache
    X = x.reshape(x.shape[0], -1, order="A")
    return (dout @ w.T).reshape(x.shape), X.T @ dout, dout.sum(axis=0)


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)
