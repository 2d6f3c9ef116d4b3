# expect: affine_backward.purity+dx=changes_from_call_to_call affine_backward.dw=changes_from_call_to_call
import numpy as np


def affine_backward(dout, cache):
    x, w, b = cache
    mask = np.random.rand(*x.shape) < 0.5
    X = (x * mask).reshape(len(x), -1)
    return (dout @ w.T).reshape(x.shape) * mask, X.T @ dout, dout.sum(axis=0)


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)
