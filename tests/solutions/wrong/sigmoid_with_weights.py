# expect: affine_backward.dx=sigmoid_of_output affine_backward.dw=sigmoid_of_output affine_backward.db=sigmoid_of_output
import numpy as np


def affine_backward(dout, cache):
    # with the sigmoid behind it in one go
    x, w, b = cache
    y = 1 / (1 + np.exp(-(x.reshape(len(x), -1) @ w + b)))
    g = dout * y * (1 - y)
    return (g @ w.T).reshape(x.shape), x.reshape(len(x), -1).T @ g, g.sum(axis=0)


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)
