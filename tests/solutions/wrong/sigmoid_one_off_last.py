# expect: sigmoid_backward.exercise+reference.dx+differences+edges=
import numpy as np


def sigmoid_backward(dout, cache):
    g = dout * cache * (1 - cache)
    g[-1, -1] = dout[-1, -1] * cache[-1, -1]
    return g


def affine_backward(dout, cache):
    x, w, b = cache
    return (dout @ w.T).reshape(x.shape), x.reshape(x.shape[0], -1).T @ dout, dout.sum(axis=0)
