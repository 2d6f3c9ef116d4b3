# expect: some
import numpy as np

grads = {}


def affine_backward(dout, cache):
    x, w, b = cache
    dw = x.reshape(len(x), -1).T @ dout
    grads[dw.shape] = grads.get(dw.shape, 0) + dw
    return (dout @ w.T).reshape(x.shape), grads[dw.shape], dout.sum(axis=0)


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)
