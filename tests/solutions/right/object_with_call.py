# expect: all
import numpy as np


class Backward:
    def __init__(self, kind):
        self.kind = kind

    def __call__(self, dout, cache):
        return getattr(self, self.kind)(dout, cache)

    def affine(self, dout, cache):
        x, w, b = cache
        return (dout @ w.T).reshape(x.shape), x.reshape(len(x), -1).T @ dout, dout.sum(axis=0)

    def sigmoid(self, dout, cache):
        return dout * cache * (1 - cache)

    def __repr__(self):
        raise RuntimeError("not printable")


affine_backward = Backward("affine")
sigmoid_backward = Backward("sigmoid")
