# expect: all
import numpy as np

outer = np.vectorize(np.outer, signature="(d),(m)->(d,m)")
times = np.vectorize(np.dot, signature="(d,m),(m)->(d)")


def affine_backward(dout, cache):
    x, w, b = cache
    flat = x.reshape(x.shape[0], -1)
    return times(w, dout).reshape(x.shape), outer(flat, dout).sum(axis=0), dout.sum(axis=0)


def sigmoid_backward(dout, cache):
    return np.vectorize(lambda d, s: d * s * (1 - s), otypes=[float])(dout, cache)
