# expect: all
import numpy as np

# several attempts side by side, the last ones are handed in


def affine_backward_v1(dout, cache):
    raise NotImplementedError


def affine_backward_v2(dout, cache):
    x, w, b = cache
    return (dout @ w.T).reshape(x.shape), x.reshape(len(x), -1).T @ dout, dout.sum(axis=0)


def sigmoid_backward_old(dout, cache):
    return cache


affine_backward = affine_backward_v2


def sigmoid_backward(dout, cache):
    return sigmoid_backward_old(dout, cache) * (1 - sigmoid_backward_old(dout, cache)) * dout
