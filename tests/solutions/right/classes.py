# expect: all
import numpy as np


class Sigmoid:
    def __init__(self):
        pass

    def forward(self, x):
        out = 1 / (1 + np.exp(-x))
        cache = out
        return out, cache

    def backward(self, dout, cache):
        return dout * cache * (1 - cache)


class Affine:
    def forward(self, x, w, b):
        out = x.reshape(x.shape[0], -1) @ w + b
        return out, (x, w, b)

    def backward(self, dout, cache):
        x, w, b = cache
        return (dout @ w.T).reshape(x.shape), x.reshape(len(x), -1).T @ dout, dout.sum(0)
