# expect: affine_backward=bad_value
# says: return
import numpy as np


def affine_backward(dout, cache):
    x, w, b = cache
    dx = dout.dot(w.T).reshape(x.shape)
    dw = x.reshape(x.shape[0], -1).T.dot(dout)
    db = np.sum(dout, axis=0)


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)
