# expect: affine_backward.shapes+dw=transposed_mean
import numpy as np


def affine_backward(dout, cache):
    x, w, b = cache
    dw = dout.T @ x.reshape(len(x), -1) / len(x)
    return (dout @ w.T).reshape(x.shape), dw, dout.sum(axis=0)


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)
