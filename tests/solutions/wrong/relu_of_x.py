# expect: affine_backward.dw-exercise=x_positive
import numpy as np


def affine_backward(dout, cache):
    x, w, b = cache
    X = np.maximum(0, x).reshape(len(x), -1)
    return (dout @ w.T).reshape(x.shape), X.T @ dout, dout.sum(axis=0)


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)
