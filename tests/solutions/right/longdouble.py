# expect: all
import numpy as np


def affine_backward(dout, cache):
    x, w, b = (np.asarray(a, dtype=np.longdouble) for a in cache)
    dout = dout.astype(np.longdouble)
    return (dout @ w.T).reshape(x.shape), x.reshape(len(x), -1).T @ dout, dout.sum(axis=0)


def sigmoid_backward(dout, cache):
    y = cache.astype(np.longdouble)
    return dout * y * (1 - y)
