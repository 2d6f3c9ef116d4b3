# expect: all
import operator
from functools import reduce

import numpy as np


def affine_backward(dout, cache):
    x, w, b = cache
    pairs = list(zip(x.reshape(len(x), -1), dout))
    dw = reduce(operator.add, (np.outer(row, g) for row, g in pairs))
    db = reduce(operator.iadd, (g.copy() for _, g in pairs))
    dx = np.stack([reduce(np.add, [g[j] * w[:, j] for j in range(len(g))]) for _, g in pairs])
    return dx.reshape(x.shape), dw, db


def sigmoid_backward(dout, cache):
    return reduce(np.multiply, (dout, cache, 1 - cache))
