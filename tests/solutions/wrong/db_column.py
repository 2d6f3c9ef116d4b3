# expect: affine_backward.shapes=kept_dims_column affine_backward.edges=kept_dims_column
import numpy as np


def affine_backward(dout, cache):
    x, w, b = cache
    db = np.dot(dout.T, np.ones((len(dout), 1)))
    return (dout @ w.T).reshape(x.shape), x.reshape(len(x), -1).T @ dout, db


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)
