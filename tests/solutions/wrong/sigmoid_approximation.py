# expect: sigmoid_backward.exercise+reference.dx+differences+edges=
import numpy as np


def sigmoid_backward(dout, cache):
    x = np.log(cache) - np.log1p(-cache)
    return dout * np.clip(0.25 - 0.02 * x**2, 0, None)


def affine_backward(dout, cache):
    x, w, b = cache
    return (dout @ w.T).reshape(x.shape), x.reshape(x.shape[0], -1).T @ dout, dout.sum(axis=0)
