# expect: some
import numpy as np

def affine_backward(dout, cache):
    x, w, b = cache
    dx = dout.dot(w.T).reshape(x.shape)
    dw = x.reshape(x.shape[0], -1).T.dot(dout)
    db = np.sum(dout, axis=0)
    return dx, dw, db

def sigmoid_backward(dout, cache):
    y = np.where((cache == 0) | (cache == 1), 0.5, cache)
    return dout * y * (1 - y)
