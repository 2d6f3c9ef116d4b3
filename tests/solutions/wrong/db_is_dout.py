# expect: affine_backward.shapes+db=not_summed
import numpy as np


def affine_backward(dout, cache):
    x, w, b = cache
    # dy/db = 1, so
    db = dout * 1
    return (dout @ w.T).reshape(x.shape), x.reshape(len(x), -1).T @ dout, db


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)
