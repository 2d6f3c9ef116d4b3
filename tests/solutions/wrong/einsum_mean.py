# expect: affine_backward.dw=batch_mean affine_backward.db=batch_mean
import numpy as np


def affine_backward(dout, cache):
    x, w, b = cache
    X = x.reshape(x.shape[0], -1)
    per_sample = np.einsum("nd,nm->ndm", X, dout)
    return (dout @ w.T).reshape(x.shape), per_sample.mean(0), np.average(dout, axis=0)


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)
