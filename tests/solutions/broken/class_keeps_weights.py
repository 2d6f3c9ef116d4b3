# expect: affine_backward=signature
# says: without arguments
import numpy as np


class Affine:
    def __init__(self, w, b):
        self.w, self.b = w, b

    def forward(self, x):
        self.x = x
        return x @ self.w + self.b

    def backward(self, dout):
        return dout @ self.w.T


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)
