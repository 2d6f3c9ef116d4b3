# expect: affine_backward.shapes+dx=negative_lost affine_backward.dw=w_for_x affine_backward.db=repeated_rows sigmoid_backward.dx=logarithm
import numpy as np


def affine_backward(dout, cache):
    x, w, b = cache
    X = x.reshape(x.shape[0], -1)
    dx = np.maximum(dout @ w.T, 0).reshape(x.shape)
    dw = w * dout.sum(axis=0)
    db = np.tile(dout.sum(axis=0), (len(x), 1))
    return dx, dw, db


def sigmoid_backward(dout, cache):
    with np.errstate(all='ignore'):
        return dout * np.log(cache)
