# expect: affine_backward.dw=batch_mean affine_backward.db=batch_mean
import numpy as np


class Affine:
    def forward(self, x, w, b):
        X = x.reshape(len(x), -1)
        return X @ w + b, (X, x.shape, w)

    def backward(self, dout, cache):
        X, shape, w = cache
        n = X.shape[0]
        return (dout @ w.T).reshape(shape), X.T @ dout / n, dout.sum(0) / n


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)
