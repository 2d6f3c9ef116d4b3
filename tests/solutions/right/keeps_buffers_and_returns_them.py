# expect: all
import numpy as np

_buffers = {}


def _buffer(name, shape):
    return _buffers.setdefault((name, shape), np.empty(shape))


def affine_backward(dout, cache):
    dout = np.asarray(dout, dtype=float)
    x, w, b = (np.asarray(a, dtype=float) for a in cache)
    flat = x.reshape(x.shape[0], -1)
    dx = np.dot(dout, w.T, out=_buffer("dx", (len(dout), w.shape[0])))
    dw = np.dot(flat.T, dout, out=_buffer("dw", w.shape))
    db = np.sum(dout, axis=0, out=_buffer("db", (dout.shape[1],)))
    return dx.reshape(x.shape), dw, db


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)
