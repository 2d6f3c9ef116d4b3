# expect: sigmoid_backward.dx=not_exact
import numpy as np

def affine_backward(dout, cache):
    x, w, b = cache
    dx = dout.dot(w.T).reshape(x.shape)
    dw = x.reshape(x.shape[0], -1).T.dot(dout)
    db = np.sum(dout, axis=0)
    return dx, dw, db

def sigmoid_backward(dout, cache):
    sigma = lambda x: 1 / (1 + np.exp(-x))
    h = 1e-2
    with np.errstate(all="ignore"):
        x = np.log(cache) - np.log(1 - cache)
        return dout * (sigma(x + h) - cache) / h
