# expect: all
import numpy as np


def affine_backward(dout, cache):
    x, w, b = cache
    d = np.ma.masked_array(dout, mask=np.zeros_like(dout, dtype=bool))
    flat = np.ma.masked_array(x.reshape(len(x), -1))
    dx = np.ma.dot(d, w.T).filled(np.nan).reshape(x.shape)
    dw = np.ma.dot(flat.T, d).filled(np.nan)
    return dx, dw, np.asarray(d.sum(axis=0))


def sigmoid_backward(dout, cache):
    return np.ma.getdata(np.ma.multiply(dout, cache) * (1 - cache))
