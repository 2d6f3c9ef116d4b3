# expect: all
import numpy as np

_buffers = {}


def _buffer(name, shape):
    if _buffers.get(name, np.empty(0)).shape != shape:
        _buffers[name] = np.empty(shape)
    return _buffers[name]


def affine_backward(dout, cache):
    x, w, b = cache
    flat = x.reshape(x.shape[0], -1)
    dx = np.dot(dout, w.T, out=_buffer("dx", (len(dout), w.shape[0])))
    dw = np.dot(flat.T, dout, out=_buffer("dw", w.shape))
    db = np.sum(dout, axis=0, out=_buffer("db", (dout.shape[1],)))
    return dx.reshape(x.shape).copy(), dw.copy(), db.copy()


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)
