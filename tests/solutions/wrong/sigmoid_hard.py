# expect: sigmoid_backward.exercise+reference.dx+differences+edges=
import numpy as np


def sigmoid_backward(dout, cache):
    return dout * 0.2 * ((cache > 0.0759) & (cache < 0.9241))


def affine_backward(dout, cache):
    x, w, b = cache
    return (dout @ w.T).reshape(x.shape), x.reshape(x.shape[0], -1).T @ dout, dout.sum(axis=0)
