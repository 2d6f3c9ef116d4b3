# expect: sigmoid_backward.exercise+reference.dx+differences+edges=
import numpy as np


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - np.roll(cache, 1, axis=0))


def affine_backward(dout, cache):
    x, w, b = cache
    return (dout @ w.T).reshape(x.shape), x.reshape(x.shape[0], -1).T @ dout, dout.sum(axis=0)
