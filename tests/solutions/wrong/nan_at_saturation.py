# expect: sigmoid_backward.edges=wrong_where_flat
import numpy as np

def affine_backward(dout, cache):
    x, w, b = cache
    dx = dout.dot(w.T).reshape(x.shape)
    dw = x.reshape(x.shape[0], -1).T.dot(dout)
    db = np.sum(dout, axis=0)
    return dx, dw, db

def sigmoid_backward(dout, cache):
    x = -np.log(1 / cache - 1)
    return dout * np.exp(-x) / (1 + np.exp(-x)) ** 2
