# expect: sigmoid_backward=exception
import numpy as np

def affine_backward(dout, cache):
    x, w, b = cache
    dx = dout.dot(w.T).reshape(x.shape)
    dw = x.reshape(x.shape[0], -1).T.dot(dout)
    db = np.sum(dout, axis=0)
    return dx, dw, db

class Fake:
    shape = (2, 2)

    def __array__(self, *args, **kwargs):
        raise RuntimeError("I am no array")


def sigmoid_backward(dout, cache):
    return Fake()
