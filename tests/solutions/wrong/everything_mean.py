# expect: affine_backward.dx=batch_mean affine_backward.dw=batch_mean affine_backward.db=batch_mean sigmoid_backward.dx=batch_mean
import numpy as np


def affine_backward(dout, cache):
    x, w, b = cache
    dout = dout / len(dout)
    return (dout @ w.T).reshape(x.shape), x.reshape(len(x), -1).T @ dout, dout.sum(axis=0)


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache) / dout.shape[0]
