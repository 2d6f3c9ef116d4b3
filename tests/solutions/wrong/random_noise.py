# expect: some
import numpy as np

rng = np.random.default_rng(0)


def affine_backward(dout, cache):
    x, w, b = cache
    dw = x.reshape(len(x), -1).T @ dout
    return (dout @ w.T).reshape(x.shape), dw + 1e-3 * rng.standard_normal(dw.shape), dout.sum(axis=0)


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)
