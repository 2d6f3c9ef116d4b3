# expect: all
import numpy as np


def gradients(dout, cache):
    x, w, b = cache
    yield (dout @ w.T).reshape(x.shape)
    yield x.reshape(len(x), -1).T @ dout
    yield dout.sum(axis=0)


def affine_backward(dout, cache):
    return tuple(gradients(dout, cache))


def sigmoid_backward(dout, cache):
    numbers = (d * y * (1 - y) for d, y in zip(dout.flat, cache.flat))
    return np.fromiter(numbers, dtype=float, count=dout.size).reshape(dout.shape)
