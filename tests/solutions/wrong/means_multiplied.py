# expect: affine_backward.dw=summed_before_product_and_batch_mean sigmoid_backward.dx=cache_as_input_and_upstream_ignored
import numpy as np


def affine_backward(dout, cache):
    x, w, b = cache
    X = x.reshape(x.shape[0], -1)
    dx = (dout @ w.T).reshape(x.shape)
    dw = np.outer(X.mean(axis=0), dout.sum(axis=0))
    db = dout.sum(axis=0)
    return dx, dw, db


def sigmoid_backward(dout, cache):
    s = 1 / (1 + np.exp(-cache))
    return s * (1 - s)
