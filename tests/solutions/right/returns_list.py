# expect: all
import numpy as np


def affine_backward(dout, cache):
    grads = [None] * 3
    x, w, b = cache
    grads[0] = dout.dot(w.T).reshape(x.shape)
    grads[1] = x.reshape(x.shape[0], -1).T.dot(dout)
    grads[2] = np.sum(dout, 0)
    return grads


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)
