# expect: all
from collections import namedtuple

import numpy as np

Gradients = namedtuple("Gradients", "dx dw db")


class Layer:
    def __call__(self, dout, cache):
        x, w, b = cache
        db = dout.sum(0)
        db.flags.writeable = False
        return Gradients((dout @ w.T).reshape(x.shape), np.asfortranarray(x.reshape(len(x), -1).T @ dout), db)


affine_backward = Layer()
sigmoid_backward = lambda upstream, y: upstream * (y - y * y)
