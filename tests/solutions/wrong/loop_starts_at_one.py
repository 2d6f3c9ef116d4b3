# expect: affine_backward.db=first_row_missed
import numpy as np


def affine_backward(dout, cache):
    x, w, b = cache
    db = np.zeros(dout.shape[1])
    for i in range(1, len(dout)):
        db += dout[i]
    return (dout @ w.T).reshape(x.shape), x.reshape(len(x), -1).T @ dout, db


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)
