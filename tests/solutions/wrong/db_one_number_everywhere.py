# expect: affine_backward.db=total_everywhere
import numpy as np


def affine_backward(dout, cache):
    x, w, b = cache
    db = np.full(b.shape, dout.sum())
    return (dout @ w.T).reshape(x.shape), x.reshape(len(x), -1).T @ dout, db


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)
