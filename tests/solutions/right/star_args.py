# expect: all
import numpy as np


def affine_backward(*args, **kwargs):
    dout, (x, w, *rest) = args
    dx = dout @ w.T
    return (*(dx.reshape(x.shape), x.reshape(len(x), -1).T @ dout), dout.sum(0))


def sigmoid_backward(*grads_and_cache):
    upstream, y = grads_and_cache
    return upstream * y * (1 - y)
