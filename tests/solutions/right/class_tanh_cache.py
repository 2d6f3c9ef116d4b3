# expect: all
import numpy as np


class Sigmoid:
    def forward(self, x):
        t = np.tanh(x / 2)
        return (1 + t) / 2, t

    def backward(self, dout, cache):
        t = cache
        return dout * (1 - t) * (1 + t) / 4


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)


def affine_backward(dout, cache):
    x, w, b = cache
    return (dout @ w.T).reshape(x.shape), x.reshape(x.shape[0], -1).T @ dout, dout.sum(axis=0)
