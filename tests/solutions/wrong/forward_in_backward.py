# expect: affine_backward.shapes+dx=forward_value
import numpy as np


def affine_backward(dout, cache):
    x, w, b = cache
    out = x.reshape(len(x), -1) @ w + b
    return out, x.reshape(len(x), -1).T @ dout, dout.sum(axis=0)


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)
