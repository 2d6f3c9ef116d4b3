# expect: all
import numpy as np


def sum_rows(dout, X, w):
    if len(X) == 1:
        return X.T @ dout, dout[0], dout @ w.T
    half = len(X) // 2
    dw1, db1, dx1 = sum_rows(dout[:half], X[:half], w)
    dw2, db2, dx2 = sum_rows(dout[half:], X[half:], w)
    return dw1 + dw2, db1 + db2, np.concatenate([dx1, dx2])


def affine_backward(dout, cache):
    x, w, b = cache
    dw, db, dx = sum_rows(dout, x.reshape(len(x), -1), w)
    return dx.reshape(x.shape), dw, db


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)
