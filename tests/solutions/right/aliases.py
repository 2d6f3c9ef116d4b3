# expect: all
import numpy as np


class Layers:
    def linear_backward(self, dout, cache):
        x, w, b = cache
        return (dout @ w.T).reshape(x.shape), x.reshape(len(x), -1).T @ dout, dout.sum(axis=0)

    @staticmethod
    def sigma_prime(dout, cache):
        return dout * cache * (1 - cache)


layers = Layers()
affine_backward = layers.linear_backward
sigmoid_backward = Layers.sigma_prime
