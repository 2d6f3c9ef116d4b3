# expect: all
import warnings

import numpy as np

np.seterr(all="ignore")
np.random.seed(1)
print("hello")


def affine_backward(dout, cache):
    x, w, b = cache
    print('shapes', x.shape, w.shape)
    warnings.warn('just so')
    np.random.seed(2)
    dx = dout.dot(w.T).reshape(x.shape)
    dw = x.reshape(x.shape[0], -1).T.dot(dout)
    db = np.sum(dout, axis=0)
    return dx, dw, db


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)
