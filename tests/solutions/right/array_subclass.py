# expect: all
import numpy as np


class Gradient(np.ndarray):
    """Knows what it is the gradient of."""

    def __new__(cls, array, of):
        self = np.asarray(array).view(cls)
        self.of = of
        return self

    def __array_finalize__(self, other):
        self.of = getattr(other, "of", None)


def affine_backward(dout, cache):
    x, w, b = cache
    return [
        Gradient((dout @ w.T).reshape(x.shape), "x"),
        Gradient(x.reshape(len(x), -1).T @ dout, "w"),
        np.ma.masked_array(dout.sum(axis=0), mask=False),
    ]


def sigmoid_backward(dout, cache):
    return Gradient(dout * cache * (1 - cache), "x")
