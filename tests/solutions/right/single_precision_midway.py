# expect: all
import numpy as np


def affine_backward(dout, cache):
    x, w, b = cache
    flat = x.reshape(x.shape[0], -1).astype(np.float32)
    dw = (flat.T @ dout.astype(np.float32)).astype(np.float64)
    dx = np.dot(dout.astype("f4"), w.T.astype("f4")).astype(x.dtype).reshape(x.shape)
    return dx, dw, dout.sum(axis=0, dtype=np.float64)


def sigmoid_backward(dout, cache):
    s = np.float32(cache)
    return np.asarray(dout, np.float64) * s * (np.float32(1) - s)
