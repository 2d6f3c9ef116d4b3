# expect: affine_backward.edges=clipped
import numpy as np


def affine_backward(dout, cache):
    x, w, b = cache
    db = np.clip(dout.sum(axis=0), -100, 100)
    return (dout @ w.T).reshape(x.shape), x.reshape(len(x), -1).T @ dout, db


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)
