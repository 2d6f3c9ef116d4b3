# expect: affine_backward.dw-exercise-differences=entries_left_out
import numpy as np


def affine_backward(dout, cache):
    x, w, b = cache
    X = x.reshape(x.shape[0], -1).squeeze()
    dw = X.T @ dout if X.ndim == 2 else np.zeros_like(w)
    return (dout @ w.T).reshape(x.shape), dw, dout.sum(axis=0)


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)
