# expect: all
import numpy as np


class Sigmoid:
    def forward(self, x):
        out = np.exp(-np.logaddexp(0, -x))
        return out, x

    def backward(self, dout, cache):
        x = cache
        return dout * np.exp(-np.logaddexp(0, -x) - np.logaddexp(0, x))


class Affine:
    def forward(self, x, w, b):
        return x.reshape(x.shape[0], -1) @ w + b, (x, w, b)

    def backward(self, dout, cache):
        x, w, b = cache
        return (dout @ w.T).reshape(x.shape), x.reshape(x.shape[0], -1).T @ dout, dout.sum(axis=0)


def affine_backward(dout, cache):
    return Affine().backward(dout, cache)


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)
