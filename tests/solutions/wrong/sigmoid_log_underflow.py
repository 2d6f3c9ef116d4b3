# expect: sigmoid_backward.exercise+reference.dx+differences+edges=scaled
import numpy as np


def sigmoid_backward(dout, cache):
    with np.errstate(all='ignore'):
        return dout * np.exp(np.log(cache) + np.log(1 - cache)) * 1.000002


def affine_backward(dout, cache):
    x, w, b = cache
    return (dout @ w.T).reshape(x.shape), x.reshape(x.shape[0], -1).T @ dout, dout.sum(axis=0)
