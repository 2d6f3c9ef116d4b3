# expect: all
import numpy as np


def make_layers():
    ones = {}

    def ones_row(n):
        if n not in ones:
            ones[n] = np.ones(n)
        return ones[n]

    def affine(dout, cache):
        x, w, b = cache
        nonlocal ones
        return (dout @ w.T).reshape(x.shape), x.reshape(len(x), -1).T @ dout, ones_row(len(x)) @ dout

    def sigmoid(dout, cache):
        return dout * cache * (1 - cache)

    return affine, sigmoid


affine_backward, sigmoid_backward = make_layers()
