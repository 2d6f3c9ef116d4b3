# expect: affine_backward.db=upstream_ignored
import numpy as np


def affine_backward(dout, cache):
    x, w, b = cache
    db = np.sum(np.ones_like(dout), axis=0)
    return (dout @ w.T).reshape(x.shape), x.reshape(len(x), -1).T @ dout, db.reshape(b.shape)


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)
