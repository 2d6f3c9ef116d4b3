# expect: affine_backward=missing_function sigmoid_backward=missing_function
# says: TwoLayerNet
import numpy as np


class TwoLayerNet:
    def affine_backward(self, dout, cache):
        x, w, b = cache
        return dout @ w.T, x.T @ dout, dout.sum(axis=0)

    def sigmoid_backward(self, dout, cache):
        return dout * cache * (1 - cache)
