# expect: sigmoid_backward=exception
import numpy as np

def affine_backward(dout, cache):
    x, w, b = cache
    dx = dout.dot(w.T).reshape(x.shape)
    dw = x.reshape(x.shape[0], -1).T.dot(dout)
    db = np.sum(dout, axis=0)
    return dx, dw, db

class Nasty(Exception):
    def __str__(self):
        raise SystemExit("gone")

    __repr__ = __str__


def sigmoid_backward(dout, cache):
    raise Nasty
